package k4j.cri.embedded.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.LinuxContainerSecurityContext;

/// The `config.json` of a bundle, as a tree ready to be written.
public final class OciBundle {
  private OciBundle() {}

  /// What surrounds the process: the root, mounts, namespaces to join by type (an empty path for a
  /// new one), the cgroup (empty when joined by other means), and the pipe to tell of the start.
  public record Shape(
      String rootPath,
      List<PlannedMount> mounts,
      List<DeviceNode> devices,
      Map<String, String> namespaces,
      String cgroup,
      String events) {}

  public static Map<String, Object> of(ContainerConfig config, ProcessSpec process, Shape shape)
      throws IOException {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("ociVersion", "1.0.2");
    out.put("process", process.oci());
    out.put(
        "root",
        Map.of("path", shape.rootPath(), "readonly", config.securityContext().readonlyRootfs()));
    out.put("mounts", shape.mounts().stream().map(OciBundle::mount).toList());
    out.put("hooks", Map.of("poststart", List.of(started(shape.events()))));
    out.put("linux", linux(config, process, shape));
    return out;
  }

  private static Map<String, Object> mount(PlannedMount mount) {
    return Map.of(
        "destination",
        mount.target(),
        "type",
        mount.type(),
        "source",
        mount.source(),
        "options",
        mount.options());
  }

  /// The hook gets the container's state, with its pid, on its input and hands it on.
  private static Map<String, Object> started(String events) {
    return Map.of(
        "path",
        "/bin/sh",
        "args",
        List.of("sh", "-c", "read -r state; echo \"started $state\" >\"$0\"", events));
  }

  private static Map<String, Object> linux(ContainerConfig config, ProcessSpec process, Shape shape)
      throws IOException {
    LinuxContainerSecurityContext security = config.securityContext();
    Map<String, Object> out = new LinkedHashMap<>();
    if (!shape.cgroup().isEmpty()) {
      out.put("cgroupsPath", shape.cgroup());
      out.put("resources", Map.of("devices", deviceRules(shape.devices(), security.privileged())));
    }
    out.put("devices", shape.devices().stream().map(DeviceNode::oci).toList());
    out.put("namespaces", namespaces(shape.namespaces()));
    if (!security.privileged()) {
      out.put("maskedPaths", security.maskedPaths());
      out.put("readonlyPaths", security.readonlyPaths());
    }
    String propagation = MountPlan.rootPropagation(config);
    if (!propagation.isEmpty()) {
      out.put("rootfsPropagation", propagation);
    }
    Seccomp.profile(security, process.capabilities())
        .ifPresent(profile -> out.put("seccomp", profile));
    return out;
  }

  private static List<Map<String, Object>> deviceRules(List<DeviceNode> asked, boolean privileged) {
    List<Map<String, Object>> rules = new ArrayList<>();
    rules.add(Map.of("allow", privileged, "access", "rwm"));
    if (!privileged) {
      Stream.concat(DeviceNode.STANDARD.stream(), asked.stream())
          .map(DeviceNode::ociRule)
          .forEach(rules::add);
    }
    return rules;
  }

  private static List<Map<String, Object>> namespaces(Map<String, String> namespaces) {
    List<Map<String, Object>> out = new ArrayList<>();
    namespaces.forEach((type, path) ->
        out.add(path.isEmpty() ? Map.of("type", type) : Map.of("type", type, "path", path)));
    return out;
  }
}
