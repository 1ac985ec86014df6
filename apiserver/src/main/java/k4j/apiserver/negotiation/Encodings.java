package k4j.apiserver.negotiation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.json.Layout;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.yaml.YamlWriter;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.request.Payload;
import org.jspecify.annotations.Nullable;

/// Turns objects into the bytes that go out.
public final class Encodings {

  private static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

  private final Catalog catalog;
  private final ProtobufCodec protobuf;
  private final Layout embedded;

  public Encodings(Catalog catalog) {
    this.catalog = catalog;
    protobuf = new ProtobufCodec(catalog);
    embedded = new KindLayout(this::typeOf);
  }

  public BodyDecoder decoder() {
    return new BodyDecoder(protobuf);
  }

  /// Whether objects of a resource have a protobuf form.
  public boolean speaksProtobuf(Resource resource) {
    return protobuf.speaks(resource.type());
  }

  /// Whether an object that belongs to no resource has one.
  public boolean speaksProtobuf(JsonObject object) {
    ObjectType type = typeOf(object);
    return type != null && protobuf.speaks(type);
  }

  private @Nullable ObjectType typeOf(JsonObject object) {
    String version = object.string("apiVersion");
    String known = version.equals("meta.k8s.io/v1beta1") ? "meta.k8s.io/v1" : version;
    return catalog.kind(known, object.string("kind"));
  }

  /// @param resource whose object it is; null where it is none's
  public byte[] encode(Payload payload, Encoding encoding, @Nullable Resource resource) {
    return switch (encoding) {
      case JSON -> json(payload, resource);
      case YAML -> yaml(json(payload, resource));
      case PROTOBUF -> protobuf(payload, resource);
    };
  }

  /// What JSON shows is what YAML shows, in the order of the names.
  private static byte[] yaml(byte[] json) {
    return YamlWriter.write(JsonParser.parse(json)).getBytes(StandardCharsets.UTF_8);
  }

  /// @param resource as in [#encode]
  public byte[] json(Payload payload, @Nullable Resource resource) {
    return resource == null || payload instanceof Payload.Fresh
        ? json(payload.tree())
        : payload.json(resource.type());
  }

  /// Any object, laid out as its kind is.
  public byte[] json(JsonObject object) {
    return JsonWriter.toBytes(object, embedded);
  }

  /// @param struct whether it is of a list of a kind that Go has structs for
  public String listMetadata(JsonObject metadata, boolean struct) {
    return JsonWriter.toString(metadata, struct ? listMetadata() : Layout.SORTED);
  }

  private ObjectType listMetadata() {
    ObjectType type = catalog.definition(LIST_META);
    if (type == null) {
      throw new IllegalStateException("the schema has no ListMeta");
    }
    return type;
  }

  private byte[] protobuf(Payload payload, @Nullable Resource resource) {
    if (resource != null) {
      byte[] message = payload.message(tree -> protobuf.message(tree, resource.type()));
      return ProtobufCodec.envelope(resource.apiVersion(), resource.kind(), message);
    }
    JsonObject tree = payload.tree();
    ObjectType type = typeOf(tree);
    if (type == null) {
      throw new IllegalStateException("there is no protobuf form of " + tree.string("kind"));
    }
    return ProtobufCodec.envelope(
        tree.string("apiVersion"), tree.string("kind"), protobuf.message(tree, type));
  }

  /// A whole list in protobuf.
  public byte[] protobufList(
      Resource resource, JsonObject metadata, List<? extends Payload> items) {
    List<byte[]> messages =
        items.stream()
            .map(item -> item.message(tree -> protobuf.message(tree, resource.type())))
            .toList();
    return ProtobufCodec.envelope(
        resource.apiVersion(),
        resource.kind() + "List",
        protobuf.list(metadata, listMetadata(), messages));
  }
}
