package k4j.apiserver.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import k4j.store.ValueCodec;

/// The form of objects on disk: a version byte, the place of the resource version, and the JSON
/// without it.
public final class StoredObjectCodec implements ValueCodec<StoredObject> {

  private static final byte VERSION = 1;
  private static final int HEADER = 5;

  @Override
  public byte[] encode(StoredObject value) {
    byte[] bytes = value.bareJson(HEADER);
    ByteBuffer.wrap(bytes).put(VERSION).putInt(value.mark());
    return bytes;
  }

  @Override
  public StoredObject decode(byte[] bytes, long modRevision) {
    if (bytes.length < HEADER || bytes[0] != VERSION) {
      throw new IllegalArgumentException("not an object of this version of k4j");
    }
    int mark = ByteBuffer.wrap(bytes, 1, 4).getInt();
    return StoredObject.bare(Arrays.copyOfRange(bytes, HEADER, bytes.length), mark).at(modRevision);
  }

  @Override
  public StoredObject committed(StoredObject value, long modRevision) {
    return value.at(modRevision);
  }
}
