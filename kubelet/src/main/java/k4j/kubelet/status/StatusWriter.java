package k4j.kubelet.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.Pods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the newest status of every pod and writes it to the API; deletes a pod there once it is
/// wholly over.
public final class StatusWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  private static final int WRITERS = 4;
  private static final BackOff RETRY = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(10));

  /// @param mayRun whether a container may still be running
  /// @param finished nothing of the pod is left on the node
  private record Entry(PodName name, JsonObject status, boolean mayRun, boolean finished) {}

  /// @param wanted what was sent
  /// @param pod what the API made of it
  private record Written(JsonObject wanted, JsonObject pod) {}

  private final Client client;
  private final Function<PodName, Optional<JsonObject>> api;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, Written> written = new ConcurrentHashMap<>();
  private final WorkQueue<String> queue;
  private final List<Thread> writers = new ArrayList<>();

  /// @param api the pod as the API shows it: the mirror of a static one
  public StatusWriter(
      Client client, Surroundings surroundings, Function<PodName, Optional<JsonObject>> api) {
    this.client = client;
    this.api = api;
    queue = new WorkQueue<>(surroundings.clock(), surroundings.timer(), RETRY);
    for (int i = 0; i < WRITERS; i++) {
      writers.add(Thread.ofVirtual().name("kubelet-status-" + i).start(this::writeAll));
    }
  }

  /// What was last decided for a pod.
  public Optional<JsonObject> get(String uid) {
    return Optional.ofNullable(entries.get(uid)).map(Entry::status);
  }

  public void set(JsonObject pod, JsonObject status, boolean mayRun, boolean finished) {
    PodName name = PodName.of(pod);
    Entry entry = new Entry(name, status, mayRun, finished);
    Entry before = entries.put(name.uid(), entry);
    if (!entry.equals(before)) {
      queue.add(name.uid());
    }
  }

  /// The pod's object in the API changed: its status may have to be written anew, or it may now be
  /// deleted.
  public void reconcile(String uid) {
    if (entries.containsKey(uid)) {
      queue.add(uid);
    }
  }

  public void forget(String uid) {
    entries.remove(uid);
    written.remove(uid);
  }

  private void writeAll() {
    while (true) {
      Optional<String> uid = queue.take();
      if (uid.isEmpty()) {
        return;
      }
      try {
        write(uid.get());
        queue.forget(uid.get());
      } catch (StatusException e) {
        LOG.atDebug()
            .addKeyValue("pod", uid.get())
            .addKeyValue("error", e.getMessage())
            .log("pod status not written, will try again");
        queue.addRateLimited(uid.get());
      } finally {
        queue.done(uid.get());
      }
    }
  }

  private void write(String uid) {
    Entry entry = entries.get(uid);
    if (entry == null) {
      return;
    }
    Optional<JsonObject> found = newest(uid, entry.name());
    if (found.isEmpty()) {
      return;
    }
    JsonObject pod = found.get();
    JsonObject wanted = StatusPatch.merge(pod.object("status"), entry.status(), entry.mayRun());
    Resources<Unstructured> pods = client.in(Pods.POD, entry.name().namespace());
    try {
      if (!isWritten(uid, pod, wanted)) {
        Patch patch = Patch.strategic(StatusPatch.of(pod, wanted));
        pod = pods.patchStatus(entry.name().name(), patch).json();
        written.put(uid, new Written(wanted, pod));
      }
      if (entry.finished() && PodSpecs.isDeleting(pod) && !PodSpecs.isMirror(pod)) {
        pods.delete(
            entry.name().name(),
            DeleteOptions.DEFAULT.withGracePeriodSeconds(0).withUid(PodName.of(pod).uid()));
      }
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
      LOG.atDebug().addKeyValue("pod", entry.name()).log("pod is gone from the API");
      if (e.isConflict()) {
        written.remove(uid);
      }
    }
  }

  /// Whether the API already says so. What it made of our own last write it would make again.
  private boolean isWritten(String uid, JsonObject pod, JsonObject wanted) {
    Written last = written.get(uid);
    boolean same =
        last != null && last.wanted().equals(wanted) && version(last.pod()) == version(pod);
    return same || StatusPatch.isNoChange(pod.object("status"), wanted);
  }

  /// The state after our last write, while the watch has not caught up with it.
  private Optional<JsonObject> newest(String uid, PodName name) {
    Optional<JsonObject> seen = api.apply(name);
    Written last = written.get(uid);
    if (last == null || seen.isEmpty()) {
      return seen;
    }
    JsonObject own = last.pod();
    boolean ownIsNewer = version(own) > version(seen.get());
    return ownIsNewer && PodName.of(own).uid().equals(PodName.of(seen.get()).uid())
        ? Optional.of(own)
        : seen;
  }

  private static long version(JsonObject object) {
    String text = object.object("metadata").string("resourceVersion");
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  @Override
  public void close() {
    queue.close();
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
