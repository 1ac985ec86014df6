package k4j.cri.embedded.oci;

import java.util.List;

/// One mount of a container, with options as mount(8) and the OCI specification spell them.
public record PlannedMount(String target, String type, String source, List<String> options) {
  public PlannedMount {
    options = List.copyOf(options);
  }

  static PlannedMount bind(String source, String target, String... options) {
    return new PlannedMount(target, "bind", source, List.of(options));
  }
}
