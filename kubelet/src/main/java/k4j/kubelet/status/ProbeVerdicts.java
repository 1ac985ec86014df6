package k4j.kubelet.status;

import java.util.Optional;

/// What liveness and startup probes say of a container: empty before the first result.
public interface ProbeVerdicts {

  Optional<Boolean> live(String containerId);

  Optional<Boolean> started(String containerId);
}
