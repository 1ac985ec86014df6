package k4j.kubelet.node;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.Pods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a mirror in the API for each static pod: made where missing, made anew where it was
/// deleted or is of another pod.
public final class MirrorPods implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MirrorPods.class);

  private final Client client;
  private final NodeAgent node;
  private final Function<PodName, Optional<JsonObject>> api;
  private final Map<String, JsonObject> pods = new ConcurrentHashMap<>();
  private final WorkQueue<String> queue;
  private Thread thread = Thread.ofVirtual().unstarted(this::run);

  /// @param api a pod of this node as the API shows it
  public MirrorPods(
      Client client,
      NodeAgent node,
      Surroundings surroundings,
      Function<PodName, Optional<JsonObject>> api) {
    this.client = client;
    this.node = node;
    this.api = api;
    queue = new WorkQueue<>(surroundings.clock(), surroundings.timer(), BackOff.PER_ITEM);
  }

  public void add(JsonObject staticPod) {
    pods.put(PodName.of(staticPod).key(), staticPod);
    queue.add(PodName.of(staticPod).key());
  }

  public void start() {
    thread = Thread.ofVirtual().name("kubelet-mirrors").start(this::run);
  }

  /// The static pod that a mirror stands for.
  public Optional<JsonObject> of(PodName mirror) {
    return Optional.ofNullable(pods.get(mirror.key()));
  }

  /// A mirror changed in the API.
  public void changed(PodName mirror) {
    if (pods.containsKey(mirror.key())) {
      queue.add(mirror.key());
    }
  }

  private void run() {
    try {
      node.awaitRegistered();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    for (Optional<String> key = queue.take(); key.isPresent(); key = queue.take()) {
      try {
        ensure(key.get());
        queue.forget(key.get());
      } catch (StatusException e) {
        LOG.atDebug()
            .addKeyValue("pod", key.get())
            .addKeyValue("error", e.getMessage())
            .log("mirror pod not written, will try again");
        queue.addRateLimited(key.get());
      } finally {
        queue.done(key.get());
      }
    }
  }

  private void ensure(String key) {
    JsonObject pod = pods.get(key);
    if (pod == null) {
      return;
    }
    PodName name = PodName.of(pod);
    Optional<JsonObject> seen = api.apply(name);
    String hash = PodSpecs.annotations(pod).string(PodSpecs.CONFIG_HASH);
    boolean good =
        seen.map(m ->
                !PodSpecs.isDeleting(m)
                    && PodSpecs.annotations(m).string(PodSpecs.CONFIG_MIRROR).equals(hash))
            .orElse(false);
    if (good) {
      return;
    }
    var resources = client.in(Pods.POD, name.namespace());
    if (seen.isPresent()) {
      DeleteOptions now =
          DeleteOptions.DEFAULT.withGracePeriodSeconds(0).withUid(PodName.of(seen.get()).uid());
      try {
        resources.delete(name.name(), now);
      } catch (StatusException e) {
        if (!e.isNotFound() && !e.isConflict()) {
          throw e;
        }
        LOG.atDebug().addKeyValue("pod", name).log("mirror pod was already gone");
      }
    }
    JsonObject registered = node.node().object("metadata");
    JsonObject mirror = StaticPods.mirror(pod, registered.string("name"), registered.string("uid"));
    try {
      resources.create(new Unstructured(mirror));
    } catch (StatusException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      LOG.atDebug().addKeyValue("pod", name).log("mirror pod is already there");
    }
  }

  @Override
  public void close() {
    queue.close();
    thread.interrupt();
  }
}
