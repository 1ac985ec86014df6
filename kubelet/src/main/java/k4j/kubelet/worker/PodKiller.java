package k4j.kubelet.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;
import k4j.client.Surroundings;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerStatus;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.RuntimePod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops containers and whole pods: hook, signal, grace, kill.
final class PodKiller {

  private static final Logger LOG = LoggerFactory.getLogger(PodKiller.class);
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final RuntimeService runtime;
  private final Hooks hooks;
  private final PodEvents events;
  private final Surroundings surroundings;

  PodKiller(RuntimeService runtime, Hooks hooks, PodEvents events, Surroundings surroundings) {
    this.runtime = runtime;
    this.hooks = hooks;
    this.events = events;
    this.surroundings = surroundings;
  }

  /// Stops everything that runs and then the sandboxes; what the runtime refuses is told with an
  /// event.
  ///
  /// @return whether all is stopped
  boolean killPod(JsonObject pod, RuntimePod state, long graceSeconds) {
    List<ContainerStatus> running = state.running();
    Map<String, CountDownLatch> turns = new ConcurrentHashMap<>();
    running.forEach(c -> turns.put(c.metadata().name(), new CountDownLatch(1)));
    List<String> problems = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (ContainerStatus status : running) {
      String name = status.metadata().name();
      Runnable task =
          () -> {
            try {
              stop(pod, status, graceSeconds, waitsFor(pod, name, turns));
            } catch (CriException e) {
              synchronized (problems) {
                problems.add(CriErrors.text(e));
              }
            } finally {
              turns.getOrDefault(name, new CountDownLatch(0)).countDown();
            }
          };
      threads.add(Thread.ofVirtual().name("kubelet-kill-" + name).start(task));
    }
    if (!join(threads)) {
      return false;
    }
    for (PodSandboxStatus sandbox : state.sandboxes()) {
      try {
        runtime.stopPodSandbox(sandbox.id());
      } catch (CriException e) {
        problems.add(CriErrors.text(e));
      }
    }
    if (!problems.isEmpty()) {
      events.warning(pod, "FailedKillPod", "error killing pod: " + String.join(", ", problems));
    }
    return problems.isEmpty();
  }

  private static boolean join(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Who has to be stopped before: sidecars outlive regular containers and later sidecars.
  private static List<CountDownLatch> waitsFor(
      JsonObject pod, String name, Map<String, CountDownLatch> turns) {
    List<JsonObject> sidecars = PodSpecs.sidecars(pod);
    if (!PodSpecs.has(sidecars, name)) {
      return List.of();
    }
    List<CountDownLatch> result = new ArrayList<>();
    PodSpecs.containers(pod).stream()
        .filter(c -> turns.containsKey(c.string("name")))
        .forEach(c -> result.add(turns.getOrDefault(c.string("name"), new CountDownLatch(0))));
    boolean later = false;
    for (JsonObject sidecar : sidecars) {
      String other = sidecar.string("name");
      if (later && turns.containsKey(other)) {
        result.add(turns.getOrDefault(other, new CountDownLatch(0)));
      }
      later |= other.equals(name);
    }
    return result;
  }

  private void stop(
      JsonObject pod, ContainerStatus status, long graceSeconds, List<CountDownLatch> before) {
    String name = status.metadata().name();
    JsonObject container =
        PodSpecs.container(pod, name).orElse(JsonObject.EMPTY.with("name", name));
    kill(pod, container, status.id(), "Stopping container " + name, graceSeconds, before);
  }

  /// Stops one container that is to be restarted, or not.
  void killContainer(JsonObject pod, PodActions.Kill kill) {
    long grace = PodSpecs.gracePeriodSeconds(pod);
    String probe =
        switch (kill.reason()) {
          case LIVENESS -> "livenessProbe";
          case STARTUP -> "startupProbe";
          case NONE -> "";
        };
    JsonObject of = kill.container().object(probe);
    if (of.has("terminationGracePeriodSeconds")
        && !pod.object("metadata").has("deletionGracePeriodSeconds")) {
      grace = of.integer("terminationGracePeriodSeconds");
    }
    kill(pod, kill.container(), kill.containerId(), kill.message(), grace, List.of());
  }

  private void kill(
      JsonObject pod,
      JsonObject container,
      String id,
      String message,
      long graceSeconds,
      List<CountDownLatch> before) {
    Instant end = surroundings.clock().instant().plusSeconds(graceSeconds);
    events.normal(pod, container, "Killing", message);
    JsonObject preStop = container.object("lifecycle").object("preStop");
    if (!preStop.isEmpty() && graceSeconds > 0) {
      preStop(pod, container, id, preStop, Duration.ofSeconds(graceSeconds));
    }
    for (CountDownLatch latch : before) {
      await(latch, left(end));
    }
    Duration left = left(end);
    runtime.stopContainer(id, left.compareTo(LEAST) < 0 ? LEAST : left);
  }

  private Duration left(Instant end) {
    return Duration.between(surroundings.clock().instant(), end);
  }

  private static void await(CountDownLatch latch, Duration most) {
    try {
      boolean turn = latch.await(Math.max(0, most.toMillis()), TimeUnit.MILLISECONDS);
      if (!turn) {
        LOG.atDebug().log("grace period passed while waiting for other containers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // A hook that overruns is left behind: the container's end ends it.
  private void preStop(
      JsonObject pod, JsonObject container, String id, JsonObject handler, Duration grace) {
    Thread thread =
        Thread.ofVirtual()
            .name("kubelet-pre-stop")
            .start(() ->
                hooks
                    .run(handler, container, id, podIp(pod), grace)
                    .ifPresent(problem -> {
                      LOG.atDebug().addKeyValue("problem", problem).log("preStop failed");
                      events.warning(pod, container, "FailedPreStopHook", "PreStopHook failed");
                    }));
    try {
      boolean ended = thread.join(grace);
      if (!ended) {
        LOG.atDebug().addKeyValue("container", id).log("preStop hook overran the grace period");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String podIp(JsonObject pod) {
    return pod.object("status").string("podIP");
  }
}
