package k4j.kubelet.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.event.EventRecorder;
import k4j.client.event.Note;
import k4j.client.queue.BackOff;
import k4j.client.queue.Pause;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.cri.image.Image;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.runtime.RuntimeStatus;
import k4j.kubelet.pod.Pods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers the node and keeps its status true: it is looked at every 10 seconds and written when
/// it changed, every 5 minutes in any case.
public final class NodeAgent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration LOOK_UNTIL_READY = Duration.ofMillis(100);
  private static final Duration REPORT = Duration.ofMinutes(5);
  private static final BackOff RETRY = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(7));

  private final String name;
  private final Client client;
  private final RuntimeService runtime;
  private final ImageService images;
  private final NodeObjects objects;
  private final EventRecorder events;
  private final Surroundings surroundings;
  private final IntSupplier port;
  private final LongSupplier availableMemory;

  private volatile JsonObject node = JsonObject.EMPTY;
  private final CountDownLatch registered = new CountDownLatch(1);
  private String podCidr;
  private Instant lastReport = Instant.MIN;
  private Thread thread = Thread.ofVirtual().unstarted(this::run);

  /// The node's runtime.
  public record Cri(RuntimeService runtime, ImageService images) {}

  /// @param podCidr what the runtime has already been told, or empty
  /// @param port of the kubelet's API, once it listens
  /// @param availableMemory of the machine at this moment, in bytes
  public NodeAgent(
      String name,
      Client client,
      Cri cri,
      NodeObjects objects,
      EventRecorder events,
      Surroundings surroundings,
      String podCidr,
      IntSupplier port,
      LongSupplier availableMemory) {
    this.name = name;
    this.client = client;
    this.runtime = cri.runtime();
    this.images = cri.images();
    this.objects = objects;
    this.events = events;
    this.surroundings = surroundings;
    this.podCidr = podCidr;
    this.port = port;
    this.availableMemory = availableMemory;
  }

  public void start() {
    thread = Thread.ofVirtual().name("kubelet-node").start(this::run);
  }

  /// The node as last seen in the API; empty before it is registered.
  public JsonObject node() {
    return node;
  }

  /// Waits until the node is in the API.
  public void awaitRegistered() throws InterruptedException {
    registered.await();
  }

  private void run() {
    events.record(note("Starting", "Starting kubelet."));
    int failures = 0;
    boolean more = true;
    while (more) {
      Duration next;
      try {
        next = step() ? LOOK : LOOK_UNTIL_READY;
        failures = 0;
      } catch (StatusException | CriException e) {
        next = RETRY.after(failures++);
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("node status not written");
      }
      more = Pause.of(next, surroundings.timer());
    }
  }

  /// Whether the node is ready.
  private boolean step() {
    JsonObject known = registered.getCount() > 0 ? register() : read();
    node = known;
    registered.countDown();
    adoptPodCidr(known);
    Instant now = surroundings.clock().instant();
    JsonObject old = known.object("status");
    JsonObject status = status(old, now);
    boolean due = !now.isBefore(lastReport.plus(REPORT));
    if (due || !withoutHeartbeats(status).equals(withoutHeartbeats(subset(old, status)))) {
      JsonObject written = client.on(Pods.NODE).patchStatus(name, patch(status)).json();
      lastReport = now;
      node = written;
      tell(old, status);
    }
    return isTrue(status, "Ready");
  }

  private JsonObject status(JsonObject old, Instant now) {
    RuntimeStatus state = runtime.status();
    List<Image> present = images.listImages(null);
    long memory = availableMemory.getAsLong();
    return objects.status(old, new NodeObjects.Live(state, present, memory, port.getAsInt(), now));
  }

  private JsonObject read() {
    return client.on(Pods.NODE).find(name).map(Unstructured::json).orElseGet(this::register);
  }

  private JsonObject register() {
    Instant now = surroundings.clock().instant();
    JsonObject fresh = objects.node(status(JsonObject.EMPTY, now));
    try {
      JsonObject created = client.on(Pods.NODE).create(new Unstructured(fresh)).json();
      tell(JsonObject.EMPTY, fresh.object("status"));
      lastReport = now;
      return created;
    } catch (StatusException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
    JsonObject labels =
        JsonObject.EMPTY.with(
            "metadata", JsonObject.EMPTY.with("labels", JsonObject.ofStrings(objects.labels())));
    return client.on(Pods.NODE).patch(name, Patch.merge(labels)).json();
  }

  private void adoptPodCidr(JsonObject known) {
    String cidr = String.join(",", known.object("spec").array("podCIDRs").strings());
    if (!cidr.isEmpty() && !cidr.equals(podCidr)) {
      runtime.updateRuntimeConfig(new RuntimeConfig(cidr));
      podCidr = cidr;
    }
  }

  private static Patch patch(JsonObject status) {
    return Patch.strategic(JsonObject.EMPTY.with("status", status));
  }

  /// What of the old status the kubelet owns.
  private static JsonObject subset(JsonObject old, JsonObject mine) {
    JsonObject result = JsonObject.EMPTY;
    for (String field : mine.names()) {
      if (old.has(field)) {
        result =
            field.equals("conditions")
                ? result.with(field, conditions(old, mine))
                : result.with(
                    field, old.object(field).isEmpty() ? old.array(field) : old.object(field));
      }
    }
    return result;
  }

  private static JsonArray conditions(JsonObject old, JsonObject mine) {
    return JsonArray.of(
        mine.array("conditions").objects().stream()
            .map(c -> condition(old, c.string("type")).orElse(JsonObject.EMPTY))
            .toList());
  }

  private static Optional<JsonObject> condition(JsonObject status, String type) {
    return status.array("conditions").objects().stream()
        .filter(c -> c.string("type").equals(type))
        .findFirst();
  }

  private static JsonObject withoutHeartbeats(JsonObject status) {
    return status.with(
        "conditions",
        JsonArray.of(
            status.array("conditions").objects().stream()
                .map(c -> c.without("lastHeartbeatTime"))
                .toList()));
  }

  private static boolean isTrue(JsonObject status, String type) {
    return condition(status, type).map(c -> c.string("status").equals("True")).orElse(false);
  }

  private void tell(JsonObject old, JsonObject status) {
    for (JsonObject now : status.array("conditions").objects()) {
      String type = now.string("type");
      boolean same =
          condition(old, type)
              .map(c -> c.string("status").equals(now.string("status")))
              .orElse(false);
      if (same) {
        continue;
      }
      boolean holds = now.string("status").equals("True");
      String reason =
          switch (type) {
            case "MemoryPressure" ->
                holds ? "NodeHasInsufficientMemory" : "NodeHasSufficientMemory";
            case "DiskPressure" -> holds ? "NodeHasDiskPressure" : "NodeHasNoDiskPressure";
            case "PIDPressure" -> holds ? "NodeHasInsufficientPID" : "NodeHasSufficientPID";
            default -> holds ? "NodeReady" : "NodeNotReady";
          };
      events.record(note(reason, "Node " + name + " status is now: " + reason));
    }
  }

  private Note note(String reason, String message) {
    JsonObject about =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("name", name)
            .put("uid", name)
            .build();
    return new Note(about, Note.NORMAL, reason, "", message);
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
