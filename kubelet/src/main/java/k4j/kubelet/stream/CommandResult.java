package k4j.kubelet.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;

/// How a remote command went, as the error stream tells it.
public sealed interface CommandResult {

  /// The command ended.
  record Exited(int exitCode) implements CommandResult {}

  /// It could not be run or followed.
  record Failed(String message) implements CommandResult {}

  /// A `v1.Status`, as protocol v4 and later want it.
  default byte[] status() {
    var out = JsonObject.builder().put("metadata", JsonObject.EMPTY);
    switch (this) {
      case Exited(int code) when code == 0 -> out.put("status", "Success");
      case Exited(int code) ->
          out.put("status", "Failure")
              .put("message", "command terminated with exit code " + code)
              .put("reason", "NonZeroExitCode")
              .put("details", causes("ExitCode", Integer.toString(code)));
      case Failed(String message) ->
          out.put("status", "Failure")
              .put("message", "Internal error occurred: " + message)
              .put("reason", "InternalError")
              .put("details", causes("", message))
              .put("code", 500);
    }
    return JsonWriter.toBytes(out.build());
  }

  private static JsonObject causes(String reason, String message) {
    JsonObject cause = JsonObject.EMPTY.with("message", message);
    return JsonObject.EMPTY.with(
        "causes", JsonArray.of(List.of(reason.isEmpty() ? cause : cause.with("reason", reason))));
  }

  /// A line of text, as protocols before v4 want it; nothing where it went well.
  default byte[] text() {
    String line =
        switch (this) {
          case Exited(int code) when code == 0 -> "";
          case Exited(int code) ->
              "command terminated with non-zero exit code: exit status " + code;
          case Failed(String message) -> message;
        };
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /// What goes on the error stream of a protocol.
  default byte[] encoded(boolean json) {
    return json ? status() : text();
  }
}
