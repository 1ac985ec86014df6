package k4j.scheduler.binding;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import k4j.api.meta.StatusException;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.framework.BindPlugin;
import k4j.scheduler.framework.PermitPlugin;
import k4j.scheduler.framework.PermitPlugin.Permission;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PreBindPlugin;
import k4j.scheduler.framework.ReservePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;
import org.jspecify.annotations.Nullable;

/// Takes one pod that has its node through Reserve, Permit, PreBind, Bind and PostBind. (scheduler:
/// schedule_one.go, `prepareForBindingCycle` and `bindingCycle`.)
public final class BindingCycle {

  private final Profile profile;
  private final PermitRoom permits;
  private final PodInfo pod;
  private final String node;
  private @Nullable Future<Verdict> waiting;

  public BindingCycle(Profile profile, PermitRoom permits, PodInfo pod, String node) {
    this.profile = profile;
    this.permits = permits;
    this.pod = pod;
    this.node = node;
  }

  /// What must be done before the next pod is decided.
  ///
  /// @throws Plugin.Failure where a plugin fails
  public Verdict prepare() {
    for (ReservePlugin plugin : profile.reserves()) {
      Verdict verdict = run("Reserve", plugin, () -> plugin.reserve(pod, node));
      if (verdict instanceof Verdict.Rejected) {
        return verdict;
      }
    }
    Map<String, Duration> patience = new LinkedHashMap<>();
    for (PermitPlugin plugin : profile.permits()) {
      switch (run("Permit", plugin, () -> plugin.permit(pod, node))) {
        case Permission.Now _ -> {}
        case Permission.Never(Verdict.Rejected verdict) -> {
          return verdict;
        }
        case Permission.Later(Duration time) -> patience.put(plugin.name(), time);
      }
    }
    if (!patience.isEmpty()) {
      waiting = permits.enter(pod, node, patience);
    }
    return Verdict.FITS;
  }

  /// Whether a plugin asked for time before the pod is bound.
  public boolean waits() {
    return waiting != null;
  }

  /// The rest, while other pods are decided.
  ///
  /// @throws Plugin.Failure where a plugin fails
  public Verdict bind() throws InterruptedException {
    Verdict permitted = permitted();
    if (permitted instanceof Verdict.Rejected) {
      return permitted;
    }
    for (PreBindPlugin plugin : profile.preBinds()) {
      Verdict verdict = run("PreBind", plugin, () -> plugin.preBind(pod, node));
      if (verdict instanceof Verdict.Rejected) {
        return verdict;
      }
    }
    for (BindPlugin plugin : profile.binds()) {
      if (run("Bind", plugin, () -> plugin.bind(pod.pod(), node))) {
        return Verdict.FITS;
      }
    }
    throw new Plugin.Failure("no plugin binds the pod");
  }

  private Verdict permitted() throws InterruptedException {
    Future<Verdict> answer = waiting;
    if (answer == null) {
      return Verdict.FITS;
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Tells of the end.
  public void bound() {
    profile.postBinds().forEach(plugin -> plugin.postBind(pod, node));
  }

  /// Gives back what was set aside.
  public void undo() {
    profile.reserves().reversed().forEach(plugin -> plugin.unreserve(pod, node));
  }

  @FunctionalInterface
  private interface Step<T> {
    T run();
  }

  private static <T> T run(String point, Plugin plugin, Step<T> step) {
    try {
      return step.run();
    } catch (StatusException e) {
      throw failure(point, plugin, e.status().message(), e);
    } catch (Plugin.Failure e) {
      throw failure(point, plugin, e.getMessage(), e);
    }
  }

  private static Plugin.Failure failure(
      String point, Plugin plugin, @Nullable String message, RuntimeException cause) {
    var failure =
        new Plugin.Failure("running %s plugin \"%s\": %s".formatted(point, plugin.name(), message));
    failure.initCause(cause);
    return failure;
  }
}
