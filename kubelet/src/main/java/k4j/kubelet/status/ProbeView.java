package k4j.kubelet.status;

import java.util.Optional;

/// What the probes know of a container: empty before the first result.
public interface ProbeView {

  Optional<Boolean> started(String containerId);

  Optional<Boolean> ready(String containerId);

  /// No probe ever ran.
  ProbeView NONE =
      new ProbeView() {
        @Override
        public Optional<Boolean> started(String containerId) {
          return Optional.empty();
        }

        @Override
        public Optional<Boolean> ready(String containerId) {
          return Optional.empty();
        }
      };
}
