package k4j.apiserver.extension.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import k4j.api.codec.DecodeException;
import k4j.api.codec.Decoder;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.schema.ObjectType;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// Brings the metadata of an object, and of the objects embedded in it, to the form of Kubernetes
/// (apiextensions-apiserver, `schema/objectmeta`). Pure.
public final class EmbeddedMetadata {

  private final ObjectType type;
  private final boolean dropping;
  private final List<String> unknown = new ArrayList<>();

  /// @param type of `ObjectMeta`
  /// @param dropping whether what is malformed goes rather than being an error
  public EmbeddedMetadata(ObjectType type, boolean dropping) {
    this.type = type;
    this.dropping = dropping;
  }

  /// The metadata of a whole object.
  ///
  /// @param unknownFields receives paths
  /// @throws DecodeException where it is malformed
  public JsonObject ofRoot(JsonObject object, List<String> unknownFields) {
    Json metadata = object.get("metadata");
    if (metadata == null) {
      return object;
    }
    JsonObject decoded = metadata(metadata, FieldPath.ROOT);
    unknownFields.addAll(unknown);
    unknown.clear();
    return object.with("metadata", decoded);
  }

  /// All objects embedded in a whole one.
  ///
  /// @param unknownFields receives paths
  /// @throws DecodeException where one is malformed
  public JsonObject ofNested(JsonObject object, Structural schema, List<String> unknownFields) {
    JsonObject result = nested(object, schema, FieldPath.ROOT);
    Collections.sort(unknown);
    unknownFields.addAll(unknown);
    unknown.clear();
    return result;
  }

  private Json value(Json value, @Nullable Structural schema, FieldPath path) {
    if (schema == null || !schema.reachesEmbedded()) {
      return value;
    }
    return switch (value) {
      case JsonObject object -> object(object, schema, path);
      case JsonArray array -> {
        JsonArray result = array;
        for (int i = 0; i < array.size(); i++) {
          result = result.withAt(i, value(array.get(i), schema.items(), path.index(i)));
        }
        yield result;
      }
      default -> value;
    };
  }

  private JsonObject object(JsonObject object, Structural schema, FieldPath path) {
    return nested(schema.embedded() ? typed(object, path) : object, schema, path);
  }

  private JsonObject nested(JsonObject object, Structural schema, FieldPath path) {
    JsonObject result = object;
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      Structural own = schema.properties().get(name);
      if (own != null) {
        result = result.with(name, value(object.valueAt(i), own, path.child(name)));
      } else if (schema.additional() != null) {
        Json value = value(object.valueAt(i), schema.additional(), path.key(name));
        result = result.with(name, value);
      }
    }
    return result;
  }

  private JsonObject typed(JsonObject object, FieldPath path) {
    JsonObject result = object;
    for (String name : new String[] {"apiVersion", "kind"}) {
      Json value = object.get(name);
      if (value != null && !(value instanceof JsonString)) {
        if (!dropping) {
          throw new DecodeException(
              "%s: Invalid value: %s: must be a string".formatted(path.child(name), value));
        }
        result = result.without(name);
      }
    }
    Json metadata = object.get("metadata");
    if (metadata == null) {
      return result;
    }
    try {
      return result.with("metadata", metadata(metadata, path));
    } catch (DecodeException malformed) {
      if (dropping) {
        return result;
      }
      throw new DecodeException(
          "%s: Invalid value: %s: %s"
              .formatted(path.child("metadata"), metadata, malformed.getMessage()));
    }
  }

  private JsonObject metadata(Json metadata, FieldPath path) {
    if (!(metadata instanceof JsonObject given)) {
      if (dropping) {
        throw new DecodeException("invalid metadata: expected object");
      }
      throw new DecodeException(
          "json: cannot unmarshal %s into Go value of type v1.ObjectMeta"
              .formatted(word(metadata)));
    }
    var problems = new ArrayList<String>();
    JsonObject decoded = dropping ? lenient(given, problems) : strict(given, problems);
    String prefix = path.child("metadata") + ".";
    for (String problem : problems) {
      String field = problem.replaceFirst("^unknown field \"(.*)\"$", "$1");
      unknown.add(prefix + field);
    }
    return decoded;
  }

  private static String word(Json value) {
    return switch (value) {
      case JsonArray _ -> "array";
      case JsonString _ -> "string";
      default -> value.toString().matches("true|false") ? "bool" : "number";
    };
  }

  private JsonObject strict(JsonObject metadata, List<String> problems) {
    return Decoder.decode(metadata, type, problems);
  }

  private JsonObject lenient(JsonObject metadata, List<String> problems) {
    try {
      return strict(metadata, problems);
    } catch (DecodeException _) {
      JsonObject result = JsonObject.EMPTY;
      for (int i = 0; i < metadata.size(); i++) {
        JsonObject one = JsonObject.EMPTY.with(metadata.nameAt(i), metadata.valueAt(i));
        result = joined(result, one, problems);
      }
      return result;
    }
  }

  private JsonObject joined(JsonObject result, JsonObject one, List<String> problems) {
    try {
      JsonObject decoded = strict(one, problems);
      return decoded.isEmpty() ? result : result.with(decoded.nameAt(0), decoded.valueAt(0));
    } catch (DecodeException _) {
      return result; // malformed and therefore dropped
    }
  }
}
