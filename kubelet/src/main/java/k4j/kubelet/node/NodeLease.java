package k4j.kubelet.node;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.queue.BackOff;
import k4j.client.queue.Pause;
import k4j.kubelet.pod.Pods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews the node's Lease every 10 seconds: the sign that the node lives.
public final class NodeLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
  private static final String NAMESPACE = "kube-node-lease";
  private static final int DURATION_SECONDS = 40;
  private static final Duration RENEW = Duration.ofSeconds(10);
  private static final BackOff RETRY = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(7));

  private final String name;
  private final Client client;
  private final Surroundings surroundings;
  private final Supplier<JsonObject> node;
  private JsonObject lease = JsonObject.EMPTY;
  private Thread thread = Thread.ofVirtual().unstarted(this::run);

  /// @param node the node's object, which owns the lease
  public NodeLease(
      String name, Client client, Surroundings surroundings, Supplier<JsonObject> node) {
    this.name = name;
    this.client = client;
    this.surroundings = surroundings;
    this.node = node;
  }

  public void start() {
    thread = Thread.ofVirtual().name("kubelet-lease").start(this::run);
  }

  private void run() {
    int failures = 0;
    boolean more = true;
    while (more) {
      Duration next = RENEW;
      try {
        lease = renew();
        failures = 0;
      } catch (StatusException e) {
        lease = JsonObject.EMPTY;
        next = RETRY.after(failures++);
        LOG.atDebug().addKeyValue("error", e.getMessage()).log("node lease not renewed");
      }
      more = Pause.of(next, surroundings.timer());
    }
  }

  private JsonObject renew() {
    var leases = client.in(Pods.LEASE, NAMESPACE);
    JsonObject known = lease;
    if (known.isEmpty()) {
      Optional<Unstructured> found = leases.find(name);
      if (found.isEmpty()) {
        return leases.create(new Unstructured(fresh())).json();
      }
      known = found.get().json();
    }
    JsonObject metadata = withOwner(known.object("metadata"));
    return leases
        .update(new Unstructured(known.with("metadata", metadata).with("spec", spec())))
        .json();
  }

  private JsonObject fresh() {
    JsonObject metadata =
        withOwner(JsonObject.EMPTY.with("name", name).with("namespace", NAMESPACE));
    return JsonObject.builder()
        .put("apiVersion", "coordination.k8s.io/v1")
        .put("kind", "Lease")
        .put("metadata", metadata)
        .put("spec", spec())
        .build();
  }

  private JsonObject withOwner(JsonObject metadata) {
    String uid = node.get().object("metadata").string("uid");
    if (metadata.has("ownerReferences") || uid.isEmpty()) {
      return metadata;
    }
    JsonObject owner =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("name", name)
            .put("uid", uid)
            .build();
    return metadata.with("ownerReferences", JsonArray.of(owner));
  }

  private JsonObject spec() {
    return JsonObject.builder()
        .put("holderIdentity", name)
        .put("leaseDurationSeconds", DURATION_SECONDS)
        .put("renewTime", Times.formatMicro(surroundings.clock().instant()))
        .build();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
