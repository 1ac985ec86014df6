package k4j.apiserver.negotiation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.negotiation.Form.Shape;

/// Chooses the form of an answer from what the client accepts (apiserver,
/// `endpoints/handlers/negotiation`). Pure.
final class Negotiation {

  private static final String META = "meta.k8s.io";

  private Negotiation() {}

  /// Where an answer is given, which decides on the forms it has.
  enum Place {
    OBJECTS(true, true, true),
    /// Custom resources, which have no protobuf form but that of their metadata.
    OBJECTS_WITHOUT_PROTOBUF(false, true, true),
    /// Answers to questions, which nobody prints in columns.
    OBJECTS_WITHOUT_TABLES(true, true, false),
    /// Failures, which have no shape but their own.
    STATUS(true, false, false);

    private final boolean protobuf;
    private final boolean shapes;
    private final boolean tables;

    Place(boolean protobuf, boolean shapes, boolean tables) {
      this.protobuf = protobuf;
      this.shapes = shapes;
      this.tables = tables;
    }
  }

  /// Empty where nothing fits.
  static Optional<Form> form(String accept, Place place) {
    if (accept.isEmpty()) {
      return Optional.of(Form.JSON);
    }
    for (Accept clause : Accept.parse(accept)) {
      for (Encoding encoding : Encoding.values()) {
        if (clause.matches("application", encoding.subtype())) {
          Optional<Form> form = form(clause.parameters(), encoding, place);
          if (form.isPresent()) {
            return form;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Form> form(
      Map<String, String> parameters, Encoding encoding, Place place) {
    String stream = parameters.getOrDefault("stream", "");
    boolean streams = stream.isEmpty() || (encoding.streams() && stream.equals("watch"));
    String server = parameters.getOrDefault("sv", "");
    if (!streams || !(server.isEmpty() || (place.shapes && server.equals("v1")))) {
      return Optional.empty();
    }
    boolean pretty = parameters.getOrDefault("pretty", "").equals("1");
    boolean converts = List.of("as", "g", "v").stream().anyMatch(parameters::containsKey);
    if (converts) {
      return place.shapes ? shaped(parameters, encoding, pretty, place) : Optional.empty();
    }
    return encoding == Encoding.PROTOBUF && !place.protobuf
        ? Optional.empty()
        : Optional.of(new Form(encoding, Shape.WHOLE, "", pretty));
  }

  private static Optional<Form> shaped(
      Map<String, String> parameters, Encoding encoding, boolean pretty, Place place) {
    String version = parameters.getOrDefault("v", "");
    boolean known = version.equals("v1") || version.equals("v1beta1");
    if (!known || !META.equals(parameters.get("g"))) {
      return Optional.empty();
    }
    return switch (parameters.getOrDefault("as", "")) {
      case "Table" ->
          encoding == Encoding.PROTOBUF || !place.tables
              ? Optional.empty()
              : Optional.of(new Form(encoding, Shape.TABLE, version, pretty));
      case "PartialObjectMetadata" ->
          Optional.of(new Form(encoding, Shape.METADATA, version, pretty));
      case "PartialObjectMetadataList" ->
          Optional.of(new Form(encoding, Shape.METADATA_LIST, version, pretty));
      default -> Optional.empty();
    };
  }

  /// What a client hears that accepts nothing of what there is.
  static String refusal(boolean stream) {
    return "only the following media types are accepted: "
        + Arrays.stream(Encoding.values())
            .filter(encoding -> !stream || encoding.streams())
            .map(encoding -> encoding.mediaType() + (stream ? ";stream=watch" : ""))
            .collect(Collectors.joining(", "));
  }
}
