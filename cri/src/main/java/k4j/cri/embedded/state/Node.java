package k4j.cri.embedded.state;

import java.time.InstantSource;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.linux.Children;
import k4j.cri.embedded.linux.Reactor;

/// The machine as the runtime uses it: where state is kept, how processes are grouped and awaited,
/// and the time.
public record Node(
    StateStore store,
    Cgroups cgroups,
    Reactor reactor,
    Children children,
    InstantSource clock,
    String cgroupRoot) {
  /// The cgroup of supervisors, which limits nothing and lets all of them be found.
  public String supervisors() {
    return cgroupRoot + "/supervisors";
  }
}
