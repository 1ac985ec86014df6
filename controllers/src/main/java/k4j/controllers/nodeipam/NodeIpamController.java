package k4j.controllers.nodeipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.addresses.AddressRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives nodes without one their range of pod addresses. (controller: range_allocator.go.)
public final class NodeIpamController implements Controller {

  private static final Logger LOG = LoggerFactory.getLogger(NodeIpamController.class);
  private static final int WORKERS = 5;

  private final Client client;
  private final Informer<Node> nodes;
  private final List<NodeRanges> ranges;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public NodeIpamController(ControllerContext context) {
    client = context.client();
    nodes = context.informers().of(Kinds.NODES);
    ranges = context.settings().podRanges().sets();
    queue = context.queue();
    recorder = context.recorder("cidrAllocator");
    loop = new ControllerLoop<>("node-ipam", List.of(nodes), queue, this::reconcile);
    if (!ranges.isEmpty()) {
      nodes.handle(new NodeEvents());
    }
  }

  @Override
  public void start() {
    if (!ranges.isEmpty()) {
      loop.start(WORKERS);
    }
  }

  private Outcome reconcile(String name) {
    Optional<Node> found = nodes.get(name);
    if (found.isEmpty() || found.get().isDeleting() || !podRanges(found.get()).isEmpty()) {
      return Outcome.DONE;
    }
    Node node = found.get();
    List<AddressRange> given = new ArrayList<>();
    for (NodeRanges set : ranges) {
      Optional<AddressRange> range = set.allocate();
      if (range.isEmpty()) {
        giveBack(given);
        tell(node, "CIDRNotAvailable");
        return new Outcome.Retry();
      }
      given.add(range.get());
    }
    try {
      client.on(Kinds.NODES).patch(name, Patch.strategic(body(given)));
    } catch (StatusException e) {
      giveBack(given);
      tell(node, "CIDRAssignmentFailed");
      throw e;
    }
    LOG.atInfo().addKeyValue("node", name).addKeyValue("ranges", given).log("set node podCIDR");
    return Outcome.DONE;
  }

  private static JsonObject body(List<AddressRange> given) {
    List<String> texts = given.stream().map(AddressRange::toString).toList();
    JsonObject spec =
        JsonObject.builder()
            .put("podCIDR", texts.getFirst())
            .put("podCIDRs", JsonArray.ofStrings(texts))
            .build();
    return JsonObject.EMPTY.with("spec", spec);
  }

  private void giveBack(List<AddressRange> given) {
    for (int i = 0; i < given.size(); i++) {
      ranges.get(i).release(given.get(i));
    }
  }

  private void tell(Node node, String reason) {
    recorder.normal(node, reason, "Node %s status is now: %s".formatted(node.name(), reason));
  }

  private static List<String> podRanges(Node node) {
    return node.spec().podCIDRs();
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// Ranges that nodes have are taken before any is given: the loop waits for the first list.
  private final class NodeEvents implements Handler<Node> {
    @Override
    public void added(Node node) {
      occupy(node);
      queue.add(node.name());
    }

    @Override
    public void updated(Node old, Node node) {
      if (!podRanges(old).equals(podRanges(node))) {
        occupy(node);
      }
      queue.add(node.name());
    }

    @Override
    public void deleted(Node last) {
      each(last, false);
    }

    private void occupy(Node node) {
      each(node, true);
    }

    private void each(Node node, boolean taken) {
      List<String> own = podRanges(node);
      for (int i = 0; i < own.size(); i++) {
        if (!set(i, own.get(i), taken)) {
          LOG.atWarn()
              .addKeyValue("node", node.name())
              .addKeyValue("range", own.get(i))
              .log("node has a range outside of the cluster's");
        }
      }
    }

    private boolean set(int index, String text, boolean taken) {
      if (index >= ranges.size()) {
        return false;
      }
      AddressRange range = AddressRange.parse(text);
      return taken ? ranges.get(index).occupy(range) : ranges.get(index).release(range);
    }
  }
}
