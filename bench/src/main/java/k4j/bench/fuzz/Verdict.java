package k4j.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.protobuf.ProtobufException;
import k4j.api.yaml.YamlException;
import k4j.api.yaml.YamlReader;
import org.jspecify.annotations.Nullable;

/// Judges answers.
final class Verdict {

  private static final Pattern UNREACHABLE =
      Pattern.compile("(?s)(no preferred addresses found|error dialing backend|Get \"https).*");

  /// What is said for an extension API server that is not there.
  private static final String GONE = "service unavailable\n";

  private static final Set<String> CONNECTING =
      Set.of("proxy", "log", "exec", "attach", "portforward");

  private final ProtobufCodec protobuf;

  Verdict(ProtobufCodec protobuf) {
    this.protobuf = protobuf;
  }

  /// What is wrong with an answer.
  Optional<String> complaint(Shot shot, Reply reply) {
    int status = reply.status();
    if (status < 200 || status > 504) {
      return status == 101 ? Optional.empty() : Optional.of("status " + status);
    }
    if (!reply.whole() && !shot.stream()) {
      return Optional.of("the answer has no end");
    }
    if (shot.method().equals("HEAD") || status == 204 || status == 304) {
      return status == 500 ? Optional.of("status " + status) : Optional.empty();
    }
    return status < 400 ? wellFormed(shot, reply) : failure(shot, reply);
  }

  private Optional<String> wellFormed(Shot shot, Reply reply) {
    boolean zipped = reply.header("content-encoding").equals("gzip");
    if (shot.stream() || zipped || status(reply) != null) {
      return Optional.empty();
    }
    String type = reply.header("content-type");
    boolean known = type.startsWith("application/json") || type.contains("yaml");
    return known ? Optional.of("the answer's content is malformed") : Optional.empty();
  }

  private Optional<String> failure(Shot shot, Reply reply) {
    JsonObject status = status(reply);
    if (status == null) {
      String text = new String(reply.body(), StandardCharsets.UTF_8);
      boolean plain =
          (reply.status() < 500 || text.equals(GONE))
              && (reply.header("content-type").startsWith("text/plain") || handshake(shot, reply));
      return plain ? Optional.empty() : Optional.of("no Status but " + text);
    }
    if (!status.string("kind").equals("Status")
        || !status.string("apiVersion").equals("v1")
        || !status.string("status").equals("Failure")
        || status.integer("code") != reply.status()
        || status.string("message").isEmpty()) {
      return Optional.of("an improper Status: " + status);
    }
    if (reply.status() < 500 || allowed(shot, reply.status(), status.string("message"))) {
      return Optional.empty();
    }
    return Optional.of("a 5xx: " + status);
  }

  /// A WebSocket that is not to be is refused without a Status, as by Go's library.
  private static boolean handshake(Shot shot, Reply reply) {
    return (reply.status() == 400 || reply.status() == 403)
        && new String(shot.bytes(), StandardCharsets.ISO_8859_1).contains("Upgrade: websocket");
  }

  private static boolean allowed(Shot shot, int code, String message) {
    boolean connecting =
        List.of(shot.target().split("[/?]", -1)).stream().anyMatch(CONNECTING::contains);
    return (connecting && (code > 500 || UNREACHABLE.matcher(message).matches()))
        || (code == 504 && message.startsWith("Timeout: Too large resource version"));
  }

  /// The content as a tree; null where it is none.
  private @Nullable JsonObject status(Reply reply) {
    String type = reply.header("content-type");
    try {
      Object tree =
          type.contains("protobuf")
              ? protobuf.decode(reply.body())
              : type.contains("yaml")
                  ? YamlReader.parse(reply.body())
                  : JsonParser.parse(reply.body());
      return tree instanceof JsonObject object ? object : null;
    } catch (JsonException | YamlException | ProtobufException malformed) {
      return null;
    }
  }
}
