package k4j.apiserver.request;

import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.json.Layout;
import org.jspecify.annotations.Nullable;

/// An object on its way out, in the forms in which it may be asked for.
public interface Payload {

  JsonObject tree();

  /// As JSON. The array is shared and never changed.
  ///
  /// @param layout always the same for one object
  byte[] json(Layout layout);

  /// As a protobuf message without its envelope.
  ///
  /// @param encoder makes it of the tree; always the same for one object
  default byte[] message(Function<JsonObject, byte[]> encoder) {
    return encoder.apply(tree());
  }

  /// An object that may be sent more than once: it is encoded once.
  static Payload kept(JsonObject tree) {
    return new Kept(tree);
  }

  /// An object that nothing has encoded yet.
  static Payload of(JsonObject tree) {
    return new Fresh(tree);
  }

  /// @param tree the object itself
  record Fresh(JsonObject tree) implements Payload {
    @Override
    public byte[] json(Layout layout) {
      return JsonWriter.toBytes(tree, layout);
    }
  }

  /// An object that is encoded when it is first sent, and once.
  final class Kept implements Payload {

    private final JsonObject tree;
    private volatile byte @Nullable [] json;

    private Kept(JsonObject tree) {
      this.tree = tree;
    }

    @Override
    public JsonObject tree() {
      return tree;
    }

    @Override
    public byte[] json(Layout layout) {
      byte[] known = json;
      if (known == null) {
        known = JsonWriter.toBytes(tree, layout);
        json = known; // encoding it twice gives the same bytes, so no lock is needed
      }
      return known;
    }
  }
}
