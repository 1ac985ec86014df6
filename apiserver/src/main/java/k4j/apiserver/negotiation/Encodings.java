package k4j.apiserver.negotiation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import k4j.api.json.JsonObject;
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

  public Encodings(Catalog catalog) {
    this.catalog = catalog;
    protobuf = new ProtobufCodec(catalog);
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
      case JSON -> payload.json();
      case YAML -> YamlWriter.write(payload.tree()).getBytes(StandardCharsets.UTF_8);
      case PROTOBUF -> protobuf(payload, resource);
    };
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
    ObjectType metadataType = catalog.definition(LIST_META);
    if (metadataType == null) {
      throw new IllegalStateException("the schema has no ListMeta");
    }
    List<byte[]> messages =
        items.stream()
            .map(item -> item.message(tree -> protobuf.message(tree, resource.type())))
            .toList();
    return ProtobufCodec.envelope(
        resource.apiVersion(),
        resource.kind() + "List",
        protobuf.list(metadata, metadataType, messages));
  }
}
