package k4j.cri.embedded.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import k4j.cri.container.Capabilities;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.Device;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.container.Mount;
import k4j.cri.container.MountPropagation;
import k4j.cri.container.SecurityProfile;
import k4j.cri.embedded.json.Json;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.NamespaceOption;
import org.jspecify.annotations.Nullable;

/// Container configurations as JSON and back.
final class ConfigCodec {
  private ConfigCodec() {}

  static Map<String, @Nullable Object> write(ContainerConfig config) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("name", config.metadata().name());
    out.put("attempt", config.metadata().attempt());
    out.put("image", config.image().image());
    out.put("userImage", config.image().userSpecifiedImage());
    out.put("command", config.command());
    out.put("args", config.args());
    out.put("workingDir", config.workingDir());
    out.put("envs", config.envs());
    out.put("mounts", config.mounts().stream().map(ConfigCodec::write).toList());
    out.put("devices", config.devices().stream().map(ConfigCodec::write).toList());
    out.put("labels", config.labels());
    out.put("annotations", config.annotations());
    out.put("logPath", config.logPath());
    out.put("stdin", config.stdin());
    out.put("stdinOnce", config.stdinOnce());
    out.put("tty", config.tty());
    out.put("resources", write(config.resources()));
    out.put("security", write(config.securityContext()));
    out.put("stopSignal", config.stopSignal());
    return out;
  }

  static ContainerConfig config(Json in) {
    ImageSpec image =
        new ImageSpec(in.get("image").text(), Map.of(), in.get("userImage").text(), "");
    return ContainerConfig.builder(in.get("name").text(), in.get("attempt").integer(0), image)
        .command(in.get("command").texts())
        .args(in.get("args").texts())
        .workingDir(in.get("workingDir").text())
        .envs(in.get("envs").textMap())
        .mounts(in.get("mounts").list().stream().map(ConfigCodec::mount).toList())
        .devices(in.get("devices").list().stream().map(ConfigCodec::device).toList())
        .labels(in.get("labels").textMap())
        .annotations(in.get("annotations").textMap())
        .logPath(in.get("logPath").text())
        .stdin(in.get("stdin").truth(), in.get("stdinOnce").truth())
        .tty(in.get("tty").truth())
        .resources(resources(in.get("resources")))
        .securityContext(security(in.get("security")))
        .stopSignal(in.get("stopSignal").text())
        .build();
  }

  private static Map<String, @Nullable Object> write(Mount mount) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("to", mount.containerPath());
    out.put("from", mount.hostPath());
    out.put("readonly", mount.readonly());
    out.put("propagation", mount.propagation().name());
    out.put("recursive", mount.recursiveReadOnly());
    out.put("image", mount.image());
    out.put("imageSubPath", mount.imageSubPath());
    return out;
  }

  private static Mount mount(Json in) {
    return new Mount(
        in.get("to").text(),
        in.get("from").text(),
        in.get("readonly").truth(),
        MountPropagation.valueOf(in.get("propagation").text()),
        in.get("recursive").truth(),
        in.get("image").text(),
        in.get("imageSubPath").text());
  }

  private static Map<String, @Nullable Object> write(Device device) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("to", device.containerPath());
    out.put("from", device.hostPath());
    out.put("permissions", device.permissions());
    return out;
  }

  private static Device device(Json in) {
    return new Device(in.get("to").text(), in.get("from").text(), in.get("permissions").text());
  }

  static Map<String, @Nullable Object> write(LinuxContainerResources r) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("cpuPeriod", r.cpuPeriod());
    out.put("cpuQuota", r.cpuQuota());
    out.put("cpuShares", r.cpuShares());
    out.put("memory", r.memoryLimitBytes());
    out.put("swap", r.memorySwapLimitBytes());
    out.put("oomScoreAdj", r.oomScoreAdj());
    out.put("cpus", r.cpusetCpus());
    out.put("mems", r.cpusetMems());
    out.put("pids", r.pidsLimit());
    out.put("unified", r.unified());
    return out;
  }

  static LinuxContainerResources resources(Json in) {
    return new LinuxContainerResources(
        in.get("cpuPeriod").number(0),
        in.get("cpuQuota").number(0),
        in.get("cpuShares").number(0),
        in.get("memory").number(0),
        in.get("swap").number(0),
        in.get("oomScoreAdj").number(0),
        in.get("cpus").text(),
        in.get("mems").text(),
        in.get("pids").number(0),
        in.get("unified").textMap());
  }

  private static Map<String, @Nullable Object> write(LinuxContainerSecurityContext s) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("add", s.capabilities().add());
    out.put("drop", s.capabilities().drop());
    out.put("privileged", s.privileged());
    out.put("namespaces", write(s.namespaceOptions()));
    out.put("user", nullable(s.runAsUser()));
    out.put("group", nullable(s.runAsGroup()));
    out.put("userName", s.runAsUsername());
    out.put("readonly", s.readonlyRootfs());
    out.put("groups", s.supplementalGroups());
    out.put("strict", s.supplementalGroupsStrict());
    out.put("noNewPrivs", s.noNewPrivs());
    out.put("masked", s.maskedPaths());
    out.put("readonlyPaths", s.readonlyPaths());
    out.put("seccomp", write(s.seccomp()));
    return out;
  }

  private static LinuxContainerSecurityContext security(Json in) {
    return new LinuxContainerSecurityContext(
        new Capabilities(in.get("add").texts(), in.get("drop").texts()),
        in.get("privileged").truth(),
        namespaces(in.get("namespaces")),
        in.get("user").optionalNumber(),
        in.get("group").optionalNumber(),
        in.get("userName").text(),
        in.get("readonly").truth(),
        numbers(in.get("groups")),
        in.get("strict").truth(),
        in.get("noNewPrivs").truth(),
        in.get("masked").texts(),
        in.get("readonlyPaths").texts(),
        seccomp(in.get("seccomp")));
  }

  static Map<String, @Nullable Object> write(NamespaceOption namespaces) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("network", namespaces.network().name());
    out.put("pid", namespaces.pid().name());
    out.put("ipc", namespaces.ipc().name());
    out.put("target", namespaces.targetId());
    return out;
  }

  static NamespaceOption namespaces(Json in) {
    return new NamespaceOption(
        NamespaceMode.valueOf(in.get("network").text()),
        NamespaceMode.valueOf(in.get("pid").text()),
        NamespaceMode.valueOf(in.get("ipc").text()),
        in.get("target").text());
  }

  static Map<String, @Nullable Object> write(SecurityProfile profile) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("type", profile.type().name());
    out.put("ref", profile.localhostRef());
    return out;
  }

  static SecurityProfile seccomp(Json in) {
    return new SecurityProfile(
        SecurityProfile.Type.valueOf(in.get("type").text()), in.get("ref").text());
  }

  static List<Long> numbers(Json in) {
    return in.list().stream().map(n -> n.number(0)).toList();
  }

  static @Nullable Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
