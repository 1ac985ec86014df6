package k4j.apiserver.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.Layout;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.encryption.SealException;
import k4j.store.ValueCodec;

/// The form of objects on disk: a version byte, the place of the resource version, and the JSON
/// without it; all of it sealed where the cluster's owner wants that.
public final class StoredObjectCodec implements ValueCodec<StoredObject> {

  private static final byte VERSION = 1;
  private static final int HEADER = 5;

  private final Encryption encryption;
  private final Layout layout;

  /// @param catalog the kinds whose objects are laid out as structs
  public StoredObjectCodec(Encryption encryption, Catalog catalog) {
    this.encryption = encryption;
    layout = new CatalogLayout(catalog);
  }

  /// Tells by its kind how an object was laid out.
  private record CatalogLayout(Catalog catalog) implements Layout {
    @Override
    public Json withoutNulls(Json value) {
      if (!(value instanceof JsonObject object)) {
        return value;
      }
      ObjectType type = catalog.kind(object.string("apiVersion"), object.string("kind"));
      return type == null ? object : type.withoutNulls(object);
    }
  }

  @Override
  public byte[] encode(String key, StoredObject value) {
    if (!value.problem().isEmpty()) {
      return value.unreadable();
    }
    byte[] bytes = value.bareJson(HEADER);
    ByteBuffer.wrap(bytes).put(VERSION).putInt(value.mark());
    value.sealedBy(encryption.current(key));
    return encryption.seal(key, bytes);
  }

  @Override
  public StoredObject decode(String key, byte[] stored, long modRevision) {
    try {
      Encryption.Opened opened = encryption.open(key, stored);
      byte[] bytes = opened.plain();
      if (bytes.length < HEADER || bytes[0] != VERSION) {
        throw new IllegalArgumentException("not an object of this version of k4j");
      }
      int mark = ByteBuffer.wrap(bytes, 1, 4).getInt();
      byte[] json = Arrays.copyOfRange(bytes, HEADER, bytes.length);
      StoredObject object = StoredObject.bare(json, layout, mark).at(modRevision);
      object.sealedBy(opened.seal());
      return object;
    } catch (SealException e) {
      return StoredObject.unreadable(stored, e.reason());
    }
  }

  @Override
  public StoredObject committed(StoredObject value, long modRevision) {
    return value.at(modRevision);
  }
}
