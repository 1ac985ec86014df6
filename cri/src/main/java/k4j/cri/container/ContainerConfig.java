package k4j.cri.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.image.ImageSpec;

/// All that is needed to make a container. `command` and `args` override the image's entrypoint and
/// command when not empty; `logPath` is relative to the sandbox's log directory.
public record ContainerConfig(
    ContainerMetadata metadata,
    ImageSpec image,
    List<String> command,
    List<String> args,
    String workingDir,
    Map<String, String> envs,
    List<Mount> mounts,
    List<Device> devices,
    Map<String, String> labels,
    Map<String, String> annotations,
    String logPath,
    boolean stdin,
    boolean stdinOnce,
    boolean tty,
    LinuxContainerResources resources,
    LinuxContainerSecurityContext securityContext,
    String stopSignal) {
  public ContainerConfig {
    command = List.copyOf(command);
    args = List.copyOf(args);
    envs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(envs));
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  public static Builder builder(String name, int attempt, ImageSpec image) {
    return new Builder(new ContainerMetadata(name, attempt), image);
  }

  /// Collects the parts of a container's configuration, starting from nothing asked for.
  public static final class Builder {
    private final ContainerMetadata metadata;
    private final ImageSpec image;
    private List<String> command = List.of();
    private List<String> args = List.of();
    private String workingDir = "";
    private Map<String, String> envs = Map.of();
    private List<Mount> mounts = List.of();
    private List<Device> devices = List.of();
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private String logPath = "";
    private boolean stdin;
    private boolean stdinOnce;
    private boolean tty;
    private LinuxContainerResources resources = LinuxContainerResources.NONE;
    private LinuxContainerSecurityContext securityContext = LinuxContainerSecurityContext.DEFAULT;
    private String stopSignal = "";

    private Builder(ContainerMetadata metadata, ImageSpec image) {
      this.metadata = metadata;
      this.image = image;
    }

    public Builder command(List<String> value) {
      command = value;
      return this;
    }

    public Builder args(List<String> value) {
      args = value;
      return this;
    }

    public Builder workingDir(String value) {
      workingDir = value;
      return this;
    }

    /// The environment in the order in which it is handed to the process.
    public Builder envs(Map<String, String> value) {
      envs = value;
      return this;
    }

    public Builder mounts(List<Mount> value) {
      mounts = value;
      return this;
    }

    public Builder devices(List<Device> value) {
      devices = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Builder annotations(Map<String, String> value) {
      annotations = value;
      return this;
    }

    public Builder logPath(String value) {
      logPath = value;
      return this;
    }

    public Builder stdin(boolean open, boolean once) {
      stdin = open;
      stdinOnce = once;
      return this;
    }

    public Builder tty(boolean value) {
      tty = value;
      return this;
    }

    public Builder resources(LinuxContainerResources value) {
      resources = value;
      return this;
    }

    public Builder securityContext(LinuxContainerSecurityContext value) {
      securityContext = value;
      return this;
    }

    /// A signal name such as `SIGUSR1`; empty for the image's, or SIGTERM.
    public Builder stopSignal(String value) {
      stopSignal = value;
      return this;
    }

    public ContainerConfig build() {
      return new ContainerConfig(
          metadata,
          image,
          command,
          args,
          workingDir,
          envs,
          mounts,
          devices,
          labels,
          annotations,
          logPath,
          stdin,
          stdinOnce,
          tty,
          resources,
          securityContext,
          stopSignal);
    }
  }
}
