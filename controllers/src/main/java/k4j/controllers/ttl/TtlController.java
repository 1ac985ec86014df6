package k4j.controllers.ttl;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Writes to each node how long its kubelet may keep secrets and config maps. (controller: ttl.)
public final class TtlController implements Controller {

  private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";
  private static final int WORKERS = 5;

  private final Client client;
  private final Informer<Node> nodes;
  private final AtomicInteger step = new AtomicInteger();
  private final ControllerLoop<String> loop;

  public TtlController(ControllerContext context) {
    client = context.client();
    nodes = context.informers().of(Kinds.NODES);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("ttl", List.of(nodes), queue, this::reconcile);
    nodes.handle(
        Handler.each(node -> {
          step.updateAndGet(before -> TtlPlan.next(before, nodes.size()));
          queue.add(node.name());
        }));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String name) {
    Optional<Node> node = nodes.get(name);
    String wanted = Integer.toString(TtlPlan.seconds(step.get()));
    boolean right =
        node.isEmpty()
            || wanted.equals(
                node.get().json().object("metadata").object("annotations").string(ANNOTATION));
    if (!right) {
      JsonObject annotation =
          JsonObject.EMPTY.withAt(Json.of(wanted), "metadata", "annotations", ANNOTATION);
      client.on(Kinds.NODES).patch(name, Patch.strategic(annotation));
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
