package k4j.apiserver.negotiation;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonException;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.protobuf.ProtobufException;
import k4j.api.transport.Request;
import k4j.api.yaml.YamlException;
import k4j.api.yaml.YamlReader;
import k4j.apiserver.request.Body;

/// Reads the bytes of a request by their media type.
public final class BodyDecoder {

  private final ProtobufCodec protobuf;

  public BodyDecoder(ProtobufCodec protobuf) {
    this.protobuf = protobuf;
  }

  /// @throws StatusException 400 where the bytes are malformed, 415 where nobody can read them
  public Body.Decoded decode(byte[] bytes, String contentType) {
    return switch (contentType) {
      case "", Request.JSON, Request.JSON_PATCH, Request.MERGE_PATCH -> json(bytes);
      case Request.STRATEGIC_MERGE_PATCH -> json(bytes);
      case Request.APPLY_PATCH, "application/yaml", "application/x-yaml" -> yaml(bytes);
      case "application/vnd.kubernetes.protobuf" -> message(bytes);
      default ->
          throw StatusException.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    };
  }

  private Body.Decoded message(byte[] bytes) {
    try {
      return new Body.Decoded(protobuf.decode(bytes), List.of(), false);
    } catch (ProtobufException malformed) {
      throw StatusException.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  private static Body.Decoded json(byte[] bytes) {
    try {
      List<String> duplicates = new ArrayList<>();
      Json json = JsonParser.parse(bytes, duplicates);
      List<String> problems = duplicates.stream().map("duplicate field \"%s\""::formatted).toList();
      return new Body.Decoded(json, problems, false);
    } catch (JsonException malformed) {
      throw StatusException.badRequest(
          "couldn't get version/kind; json parse error: " + malformed.getMessage());
    }
  }

  private static Body.Decoded yaml(byte[] bytes) {
    try {
      List<String> duplicates = new ArrayList<>();
      Json json = YamlReader.parse(bytes, duplicates);
      return new Body.Decoded(json, duplicates, true);
    } catch (YamlException malformed) {
      throw StatusException.badRequest("error decoding YAML: " + malformed.getMessage());
    }
  }
}
