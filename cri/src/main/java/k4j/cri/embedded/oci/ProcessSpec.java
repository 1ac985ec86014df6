package k4j.cri.embedded.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.container.ContainerUser;

/// The process of a container, resolved: nothing is left to look up in the image.
public record ProcessSpec(
    List<String> arguments,
    Map<String, String> environment,
    String workingDirectory,
    ContainerUser user,
    List<String> capabilities,
    boolean noNewPrivileges,
    boolean terminal,
    long oomScoreAdj) {
  public ProcessSpec {
    arguments = List.copyOf(arguments);
    environment = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    capabilities = List.copyOf(capabilities);
  }

  /// As the `process` of a bundle.
  public Map<String, Object> oci() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("terminal", terminal);
    out.put(
        "user",
        Map.of("uid", user.uid(), "gid", user.gid(), "additionalGids", user.supplementalGroups()));
    out.put("args", arguments);
    out.put(
        "env", environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    out.put("cwd", workingDirectory);
    out.put(
        "capabilities",
        Map.of("bounding", capabilities, "effective", capabilities, "permitted", capabilities));
    out.put("noNewPrivileges", noNewPrivileges);
    out.put("oomScoreAdj", oomScoreAdj);
    return out;
  }

  public ProcessSpec withOomScoreAdj(long score) {
    return new ProcessSpec(
        arguments,
        environment,
        workingDirectory,
        user,
        capabilities,
        noNewPrivileges,
        terminal,
        score);
  }

  public ProcessSpec with(List<String> command, boolean tty) {
    return new ProcessSpec(
        command,
        environment,
        workingDirectory,
        user,
        capabilities,
        noNewPrivileges,
        tty,
        oomScoreAdj);
  }
}
