package k4j.apiserver.openapi.path;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.apiserver.discovery.GroupVersionKind;

/// One method of one path.
///
/// @param method in lower case
/// @param tag of the group and version, `core_v1`
/// @param action `x-kubernetes-action`; empty for what is no resource
/// @param responses definitions by status code; [#TEXT] for a text
public record Operation(
    String method,
    String id,
    String description,
    String tag,
    String action,
    Optional<GroupVersionKind> kind,
    List<Parameter> parameters,
    Optional<RequestBody> body,
    Media media,
    Map<Integer, String> responses) {

  public static final String TEXT = "string";

  public Operation {
    parameters = List.copyOf(parameters);
    responses = Map.copyOf(responses);
  }

  /// @param definition of the object
  public record RequestBody(String definition, boolean required) {}

  /// The media types that a request may have and that the answer comes in.
  public record Media(List<String> consumes, List<String> produces) {

    static final List<String> ANY = List.of("*/*");
    static final List<String> OLD =
        List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    static final List<String> OBJECT =
        List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/cbor");
    static final List<String> STREAM =
        List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/cbor",
            "application/json;stream=watch",
            "application/vnd.kubernetes.protobuf;stream=watch",
            "application/cbor-seq");
    static final List<String> LOG =
        List.of(
            "text/plain",
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/cbor");
    static final List<String> PATCHES =
        List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/apply-patch+cbor");
  }
}
