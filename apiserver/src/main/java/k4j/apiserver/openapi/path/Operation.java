package k4j.apiserver.openapi.path;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.apiserver.discovery.GroupVersionKind;

/// One method of one path.
///
/// @param method in lower case
/// @param tag of the group and version, `core_v1`
/// @param action `x-kubernetes-action`; empty for what is no resource
public record Operation(
    String method,
    String id,
    String description,
    String tag,
    String action,
    Optional<GroupVersionKind> kind,
    List<Parameter> parameters,
    Traffic traffic) {

  public static final String TEXT = "string";

  public Operation {
    parameters = List.copyOf(parameters);
  }

  /// The same with other parameters.
  Operation with(List<Parameter> others) {
    return new Operation(method, id, description, tag, action, kind, others, traffic);
  }

  public Optional<RequestBody> body() {
    return traffic.body();
  }

  public Media media() {
    return traffic.media();
  }

  public Map<Integer, String> responses() {
    return traffic.responses();
  }

  /// What goes to the server and what comes back.
  ///
  /// @param responses definitions by status code; [#TEXT] for a text
  public record Traffic(Optional<RequestBody> body, Media media, Map<Integer, String> responses) {

    public Traffic {
      responses = Map.copyOf(responses);
    }

    /// An answer to a request that carries nothing.
    static Traffic answer(Media media, String definition) {
      return new Traffic(Optional.empty(), media, Map.of(200, definition));
    }

    /// An object goes in and comes back.
    static Traffic write(String definition, List<Integer> codes) {
      return write(new RequestBody(definition, true), Media.objects(), definition, codes);
    }

    /// A patch goes in, an object comes back.
    static Traffic patch(String definition) {
      var body = new RequestBody(ResourcePaths.META + "Patch", true);
      var media = new Media(Media.PATCHES, Media.OBJECT);
      return write(body, media, definition, List.of(200, 201));
    }

    /// The options of a deletion go in.
    static Traffic delete(String answer, List<Integer> codes) {
      var body = new RequestBody(ResourcePaths.META + "DeleteOptions", false);
      return write(body, Media.objects(), answer, codes);
    }

    private static Traffic write(
        RequestBody body, Media media, String answer, List<Integer> codes) {
      Map<Integer, String> responses = new HashMap<>();
      codes.forEach(code -> responses.put(code, answer));
      return new Traffic(Optional.of(body), media, responses);
    }
  }

  /// @param definition of the object
  public record RequestBody(String definition, boolean required) {}

  /// The media types that a request may have and that the answer comes in.
  public record Media(List<String> consumes, List<String> produces) {

    static Media objects() {
      return new Media(ANY, OBJECT);
    }

    static final List<String> ANY = List.of("*/*");
    static final List<String> OBJECT =
        List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    static final List<String> STREAM =
        List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/json;stream=watch",
            "application/vnd.kubernetes.protobuf;stream=watch");
    static final List<String> LOG =
        List.of(
            "text/plain",
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf");
    static final List<String> PATCHES =
        List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
  }
}
