package k4j.cri.embedded.state;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.json.JsonText;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.LinuxSandboxSecurityContext;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxMetadata;
import k4j.cri.sandbox.PortMapping;
import org.jspecify.annotations.Nullable;

/// Sandbox records as JSON and back.
final class SandboxCodec {
  private SandboxCodec() {}

  static String write(SandboxRecord record) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", record.id());
    out.put("config", write(record.config()));
    out.put("handler", record.runtimeHandler());
    out.put("createdAt", record.createdAt());
    out.put("cgroup", record.cgroup());
    out.put("ips", record.ips());
    out.put("pause", RecordCodec.process(record.pause()));
    out.put("ready", record.ready());
    return JsonText.of(out);
  }

  static SandboxRecord sandbox(Json in) {
    return new SandboxRecord(
        in.get("id").text(),
        config(in.get("config")),
        in.get("handler").text(),
        Instant.parse(in.get("createdAt").text()),
        in.get("cgroup").text(),
        in.get("ips").texts(),
        RecordCodec.process(in.get("pause")),
        in.get("ready").truth());
  }

  private static Map<String, @Nullable Object> write(PodSandboxConfig config) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("name", config.metadata().name());
    out.put("uid", config.metadata().uid());
    out.put("namespace", config.metadata().namespace());
    out.put("attempt", config.metadata().attempt());
    out.put("hostname", config.hostname());
    out.put("logDirectory", config.logDirectory());
    out.put("servers", config.dnsConfig().servers());
    out.put("searches", config.dnsConfig().searches());
    out.put("options", config.dnsConfig().options());
    out.put("ports", config.portMappings().stream().map(SandboxCodec::write).toList());
    out.put("labels", config.labels());
    out.put("annotations", config.annotations());
    out.put("linux", write(config.linux()));
    return out;
  }

  private static PodSandboxConfig config(Json in) {
    return new PodSandboxConfig(
        new PodSandboxMetadata(
            in.get("name").text(),
            in.get("uid").text(),
            in.get("namespace").text(),
            in.get("attempt").integer(0)),
        in.get("hostname").text(),
        in.get("logDirectory").text(),
        new DnsConfig(
            in.get("servers").texts(), in.get("searches").texts(), in.get("options").texts()),
        in.get("ports").list().stream().map(SandboxCodec::port).toList(),
        in.get("labels").textMap(),
        in.get("annotations").textMap(),
        linux(in.get("linux")));
  }

  private static List<Object> write(PortMapping port) {
    return List.of(port.protocol().name(), port.containerPort(), port.hostPort(), port.hostIp());
  }

  private static PortMapping port(Json in) {
    List<Json> parts = in.list();
    return new PortMapping(
        PortMapping.Protocol.valueOf(parts.get(0).text()),
        parts.get(1).integer(0),
        parts.get(2).integer(0),
        parts.get(3).text());
  }

  private static Map<String, @Nullable Object> write(LinuxPodSandboxConfig linux) {
    LinuxSandboxSecurityContext security = linux.securityContext();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("cgroupParent", linux.cgroupParent());
    out.put("namespaces", ConfigCodec.write(security.namespaceOptions()));
    out.put("user", ConfigCodec.nullable(security.runAsUser()));
    out.put("group", ConfigCodec.nullable(security.runAsGroup()));
    out.put("readonly", security.readonlyRootfs());
    out.put("groups", security.supplementalGroups());
    out.put("privileged", security.privileged());
    out.put("seccomp", ConfigCodec.write(security.seccomp()));
    out.put("sysctls", linux.sysctls());
    out.put("overhead", ConfigCodec.write(linux.overhead()));
    out.put("resources", ConfigCodec.write(linux.resources()));
    return out;
  }

  private static LinuxPodSandboxConfig linux(Json in) {
    return new LinuxPodSandboxConfig(
        in.get("cgroupParent").text(),
        new LinuxSandboxSecurityContext(
            ConfigCodec.namespaces(in.get("namespaces")),
            in.get("user").optionalNumber(),
            in.get("group").optionalNumber(),
            in.get("readonly").truth(),
            ConfigCodec.numbers(in.get("groups")),
            in.get("privileged").truth(),
            ConfigCodec.seccomp(in.get("seccomp"))),
        in.get("sysctls").textMap(),
        ConfigCodec.resources(in.get("overhead")),
        ConfigCodec.resources(in.get("resources")));
  }
}
