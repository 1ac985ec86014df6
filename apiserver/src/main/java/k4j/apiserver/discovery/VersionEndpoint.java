package k4j.apiserver.discovery;

import java.util.List;
import java.util.Optional;
import k4j.api.json.FieldOrder;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.PrettyJson;
import k4j.apiserver.negotiation.RouteForms;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// Answers `/version`.
public final class VersionEndpoint implements Endpoint {

  /// The version of Kubernetes whose API is served.
  public static final String GIT_VERSION = "v1.36.2+k4j";

  private static final FieldOrder ORDER =
      FieldOrder.of(
          "major",
          "minor",
          "emulationMajor",
          "emulationMinor",
          "minCompatibilityMajor",
          "minCompatibilityMinor",
          "gitVersion",
          "gitCommit",
          "gitTreeState",
          "buildDate",
          "goVersion",
          "compiler",
          "platform");

  private final JsonObject version;

  /// @param commit of the source the program was built from
  /// @param buildDate RFC 3339
  /// @param platform such as `linux/amd64`
  public VersionEndpoint(String commit, String buildDate, String platform) {
    version =
        JsonObject.builder()
            .put("major", "1")
            .put("minor", "36")
            .put("emulationMajor", "1")
            .put("emulationMinor", "36")
            .put("minCompatibilityMajor", "1")
            .put("minCompatibilityMinor", "35")
            .put("gitVersion", GIT_VERSION)
            .put("gitCommit", commit)
            .put("gitTreeState", "clean")
            .put("buildDate", buildDate)
            .put("goVersion", "java" + Runtime.version().feature())
            .put("compiler", "javac")
            .put("platform", platform)
            .build();
  }

  @Override
  public Optional<Answer> answer(Call call) {
    String path = call.info().path();
    if (!path.equals("/version") && !path.equals("/version/")) {
      return Optional.empty();
    }
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      throw StatusException.methodNotAllowed();
    }
    RouteForms.check(call.headers(), List.of("application/json"), "");
    byte[] body = PrettyJson.indent(JsonWriter.toBytes(version, ORDER));
    return Optional.of(new Answer.Raw(200, "application/json", body));
  }
}
