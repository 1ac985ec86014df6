package k4j.scheduler.framework;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.scheduler.snapshot.PodInfo;

/// Says whether a pod that has its node may be bound now, later, or not.
public interface PermitPlugin extends Plugin {

  /// Is asked on the thread that decides, so it must not wait itself.
  Permission permit(PodInfo pod, String node);

  /// What it says.
  sealed interface Permission {

    Permission NOW = new Now();

    record Now() implements Permission {}

    record Never(Verdict.Rejected verdict) implements Permission {}

    /// Not before someone allows it; refused when the time is over. At most 15 minutes.
    record Later(Duration patience) implements Permission {}
  }

  /// The pods that wait for permission.
  interface WaitingPods {

    List<WaitingPod> list();

    Optional<WaitingPod> find(String uid);
  }

  /// One of them.
  interface WaitingPod {

    PodInfo pod();

    String node();

    /// The plugins that have not allowed it yet.
    Set<String> pending();

    void allow(String plugin);

    void reject(String plugin, String message);
  }
}
