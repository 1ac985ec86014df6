package k4j.apiserver.negotiation;

import java.util.List;
import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.negotiation.Form.Shape;
import org.jspecify.annotations.Nullable;

/// Chooses the form of an answer from what the client accepts. Pure.
public final class Negotiation {

  private static final String META = "meta.k8s.io";

  private Negotiation() {}

  /// @param accept the values of the `Accept` fields
  /// @param protobuf whether the answer's kind has a protobuf form
  /// @throws StatusException 406 where nothing fits
  public static Form form(List<String> accept, boolean protobuf) {
    List<MediaType> types = MediaType.parseAll(accept);
    if (types.isEmpty()) {
      return Form.JSON;
    }
    for (MediaType type : types) {
      Optional<Form> form = form(type, protobuf);
      if (form.isPresent()) {
        return form.get();
      }
    }
    throw StatusException.notAcceptable(
        "only the following media types are accepted: application/json, application/yaml,"
            + " application/vnd.kubernetes.protobuf");
  }

  private static Optional<Form> form(MediaType type, boolean protobuf) {
    Encoding encoding = encoding(type.name());
    if (encoding == null || (encoding == Encoding.PROTOBUF && !protobuf)) {
      return Optional.empty();
    }
    String version = type.parameter("v");
    boolean known = version.equals("v1") || version.equals("v1beta1");
    return switch (type.parameter("as")) {
      case "" -> Optional.of(new Form(encoding, Shape.WHOLE, ""));
      case "Table" ->
          type.parameter("g").equals(META) && known && encoding != Encoding.PROTOBUF
              ? Optional.of(new Form(encoding, Shape.TABLE, version))
              : Optional.empty();
      case "PartialObjectMetadata", "PartialObjectMetadataList" ->
          type.parameter("g").equals(META) && known
              ? Optional.of(new Form(encoding, Shape.METADATA, version))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static @Nullable Encoding encoding(String name) {
    return switch (name) {
      case "application/json", "*/*", "application/*" -> Encoding.JSON;
      case "application/yaml", "application/x-yaml" -> Encoding.YAML;
      case "application/vnd.kubernetes.protobuf" -> Encoding.PROTOBUF;
      default -> null;
    };
  }
}
