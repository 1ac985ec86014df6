package k4j.cri.embedded.state;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.cri.container.ContainerUser;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.json.JsonText;
import org.jspecify.annotations.Nullable;

/// Container records as JSON and back.
final class RecordCodec {
  private RecordCodec() {}

  static String write(ContainerRecord record) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", record.id());
    out.put("sandbox", record.podSandboxId());
    out.put("config", ConfigCodec.write(record.config()));
    out.put("imageId", record.imageId());
    out.put("cgroup", record.cgroup());
    out.put("logPath", record.logPath());
    out.put("stopSignal", record.stopSignal());
    out.put("resources", ConfigCodec.write(record.resources()));
    out.put("uid", record.user().uid());
    out.put("gid", record.user().gid());
    out.put("groups", record.user().supplementalGroups());
    ContainerRecord.Life life = record.life();
    out.put("createdAt", life.createdAt());
    out.put("startedAt", life.startedAt().orElse(null));
    out.put("finishedAt", life.finishedAt().orElse(null));
    out.put("shim", process(life.shim()));
    out.put("init", process(life.init()));
    out.put("exitCode", life.exitCode());
    out.put("reason", life.reason());
    out.put("message", life.message());
    return JsonText.of(out);
  }

  static ContainerRecord container(Json in) {
    return new ContainerRecord(
        in.get("id").text(),
        in.get("sandbox").text(),
        ConfigCodec.config(in.get("config")),
        in.get("imageId").text(),
        in.get("cgroup").text(),
        in.get("logPath").text(),
        in.get("stopSignal").text(),
        ConfigCodec.resources(in.get("resources")),
        new ContainerUser(
            in.get("uid").number(0),
            in.get("gid").number(0),
            ConfigCodec.numbers(in.get("groups"))),
        life(in));
  }

  private static ContainerRecord.Life life(Json in) {
    return new ContainerRecord.Life(
        Instant.parse(in.get("createdAt").text()),
        in.get("startedAt").optionalText().map(Instant::parse),
        in.get("finishedAt").optionalText().map(Instant::parse),
        process(in.get("shim")),
        process(in.get("init")),
        in.get("exitCode").integer(0),
        in.get("reason").text(),
        in.get("message").text());
  }

  static @Nullable List<Long> process(Optional<ProcessId> process) {
    return process.map(p -> List.of(p.pid(), p.startTicks())).orElse(null);
  }

  static Optional<ProcessId> process(Json in) {
    List<Long> numbers = ConfigCodec.numbers(in);
    return numbers.size() == 2
        ? Optional.of(new ProcessId(numbers.getFirst(), numbers.getLast()))
        : Optional.empty();
  }
}
