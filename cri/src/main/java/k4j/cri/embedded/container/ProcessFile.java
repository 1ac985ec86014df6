package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.container.ContainerUser;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.json.JsonText;
import k4j.cri.embedded.oci.ProcessSpec;

/// The process of a container as it was resolved at its start, kept for those that join it later.
final class ProcessFile {
  private ProcessFile() {}

  static void write(ContainerFiles files, ProcessSpec process) throws IOException {
    Files.writeString(path(files), JsonText.of(process.oci()));
  }

  static ProcessSpec read(ContainerFiles files) throws IOException {
    Json in = Json.parse(Files.readString(path(files)));
    Map<String, String> environment = new LinkedHashMap<>();
    for (String entry : in.get("env").texts()) {
      int equals = entry.indexOf('=');
      environment.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    Json user = in.get("user");
    List<Long> groups =
        user.get("additionalGids").list().stream().map(gid -> gid.number(0)).toList();
    return new ProcessSpec(
        in.get("args").texts(),
        environment,
        in.get("cwd").text(),
        new ContainerUser(user.get("uid").number(0), user.get("gid").number(0), groups),
        in.get("capabilities").get("bounding").texts(),
        in.get("noNewPrivileges").truth(),
        in.get("terminal").truth(),
        in.get("oomScoreAdj").number(0));
  }

  private static Path path(ContainerFiles files) {
    return files.directory().resolve("process.json");
  }
}
