package k4j.apiserver.request;

import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;

/// An object on its way out, in the forms in which it may be asked for.
public interface Payload {

  JsonObject tree();

  /// As JSON. The array is shared and never changed.
  byte[] json();

  /// As a protobuf message without its envelope.
  ///
  /// @param encoder makes it of the tree; always the same for one object
  default byte[] message(Function<JsonObject, byte[]> encoder) {
    return encoder.apply(tree());
  }

  /// An object that may be sent more than once: it is encoded once.
  static Payload kept(JsonObject tree) {
    return new Encoded(tree, JsonWriter.toBytes(tree));
  }

  /// @param tree the object itself
  /// @param json the object as JSON
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Encoded(JsonObject tree, byte[] json) implements Payload {}

  /// An object that nothing has encoded yet.
  static Payload of(JsonObject tree) {
    return new Fresh(tree);
  }

  /// @param tree the object itself
  record Fresh(JsonObject tree) implements Payload {
    @Override
    public byte[] json() {
      return JsonWriter.toBytes(tree);
    }
  }
}
