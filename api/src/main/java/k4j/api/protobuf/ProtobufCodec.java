package k4j.api.protobuf;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;

/// Objects as `application/vnd.kubernetes.protobuf`: a magic number and the message
/// `runtime.Unknown`, which names the kind and holds the object's own message.
public final class ProtobufCodec {

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private final Catalog catalog;
  private final Unions unions;
  private final Map<ObjectType, Message> messages = new ConcurrentHashMap<>();

  public ProtobufCodec(Catalog catalog) {
    this.catalog = catalog;
    unions = new Unions(catalog);
  }

  private Message message(ObjectType type) {
    Message known = messages.get(type);
    if (known == null) {
      known = Message.of(type);
      messages.put(type, known);
    }
    return known;
  }

  /// Whether the type has a protobuf form at all.
  public boolean speaks(ObjectType type) {
    return !message(type).isEmpty();
  }

  /// The object's own message, without kind and version.
  public byte[] message(JsonObject object, ObjectType type) {
    return new Encoder(this::message, unions).encode(object, type);
  }

  /// The whole: magic number, kind and message.
  public static byte[] envelope(String apiVersion, String kind, byte[] message) {
    var out = new Sink();
    out.field(4, ""); // contentType
    out.field(3, ""); // contentEncoding
    out.field(2, message);
    int before = out.size();
    out.field(2, kind);
    out.field(1, apiVersion);
    out.message(1, before);
    out.bytes(MAGIC);
    return out.toBytes();
  }

  /// The message of a list, made of the messages of its items.
  public byte[] list(JsonObject metadata, ObjectType metadataType, List<byte[]> items) {
    var out = new Sink();
    for (byte[] item : items.reversed()) {
      out.field(2, item);
    }
    out.field(1, message(metadata, metadataType));
    return out.toBytes();
  }

  /// One event of a stream: its length and the message `WatchEvent`.
  ///
  /// @param object in its envelope
  public static byte[] event(String type, byte[] object) {
    var out = new Sink();
    int before = out.size();
    out.field(1, object);
    out.message(2, before);
    out.field(1, type);
    int length = out.size();
    out.bytes(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
    return out.toBytes();
  }

  /// Reads an object in its envelope.
  ///
  /// @throws ProtobufException where the bytes are malformed or of a kind that nobody knows
  public JsonObject decode(byte[] bytes) {
    if (bytes.length < MAGIC.length || !startsWithMagic(bytes)) {
      throw new ProtobufException("provided data does not appear to be a protobuf message");
    }
    var in = new Source(bytes, MAGIC.length, bytes.length);
    String[] kind = {"", ""};
    Source raw = Source.of(new byte[0]);
    while (!in.isEmpty()) {
      long tag = in.varint();
      switch ((int) (tag >>> 3)) {
        case 1 -> kind = typeMeta(in.message());
        case 2 -> raw = in.message();
        default -> in.skip((int) (tag & 7));
      }
    }
    ObjectType type = catalog.kind(kind[0], kind[1]);
    if (type == null) {
      type = catalog.kind("v1", kind[1]); // every group has DeleteOptions and the like
    }
    if (type == null) {
      throw new ProtobufException(
          "no kind \"%s\" is registered for version \"%s\"".formatted(kind[1], kind[0]));
    }
    return new ProtoDecoder(this::message, unions)
        .decode(raw, type)
        .with("apiVersion", kind[0])
        .with("kind", kind[1]);
  }

  private static boolean startsWithMagic(byte[] bytes) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /// apiVersion and kind.
  private static String[] typeMeta(Source in) {
    String[] kind = {"", ""};
    while (!in.isEmpty()) {
      long tag = in.varint();
      int number = (int) (tag >>> 3);
      if (number == 1 || number == 2) {
        kind[number - 1] = in.string();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    return kind;
  }
}
