package k4j.cri.embedded.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.CriException;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerUser;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.oci.CapabilitySet;
import k4j.cri.embedded.oci.ProcessSpec;
import k4j.cri.embedded.process.Accounts;

/// Decides what a container's process is: command, environment, directory, identity.
final class ProcessPlan {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ProcessPlan() {}

  static ProcessSpec of(
      ContainerConfig config,
      ImageContent.Defaults image,
      Accounts accounts,
      String hostname,
      long ownCapabilities) {
    var security = config.securityContext();
    ContainerUser user = accounts.user(security, image.user());
    String directory =
        !config.workingDir().isEmpty()
            ? config.workingDir()
            : image.workingDirectory().isEmpty() ? "/" : image.workingDirectory();
    return new ProcessSpec(
        arguments(config, image),
        environment(config, image, hostname, accounts.home(user.uid())),
        directory,
        user,
        CapabilitySet.of(security, ownCapabilities),
        security.noNewPrivs(),
        config.tty(),
        config.resources().oomScoreAdj());
  }

  /// A command of the pod also discards the image's arguments; arguments of the pod alone follow
  /// the image's entrypoint.
  static List<String> arguments(ContainerConfig config, ImageContent.Defaults image) {
    List<String> result = new ArrayList<>();
    if (!config.command().isEmpty()) {
      result.addAll(config.command());
      result.addAll(config.args());
    } else {
      result.addAll(image.entrypoint());
      result.addAll(config.args().isEmpty() ? image.command() : config.args());
    }
    if (result.isEmpty()) {
      throw CriException.invalid("no command specified");
    }
    return result;
  }

  private static Map<String, String> environment(
      ContainerConfig config, ImageContent.Defaults image, String hostname, String home) {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("PATH", PATH);
    result.put("HOSTNAME", hostname);
    if (config.tty()) {
      result.put("TERM", "xterm");
    }
    result.putAll(image.environment());
    result.putAll(config.envs());
    result.putIfAbsent("HOME", home);
    return result;
  }
}
