package k4j.store.embedded;

import java.nio.charset.StandardCharsets;
import k4j.store.ValueCodec;

/// Values that know their revision: `TEXT@REVISION` once committed, `TEXT` before.
final class Text implements ValueCodec<String> {

  static final Text CODEC = new Text();

  @Override
  public byte[] encode(String key, String value) {
    int at = value.lastIndexOf('@');
    return (at < 0 ? value : value.substring(0, at)).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String decode(String key, byte[] bytes, long modRevision) {
    return committed(new String(bytes, StandardCharsets.UTF_8), modRevision);
  }

  @Override
  public String committed(String value, long modRevision) {
    return value + "@" + modRevision;
  }
}
