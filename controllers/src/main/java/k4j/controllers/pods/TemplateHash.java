package k4j.controllers.pods;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.Names;

/// Names what a template makes: a number of its contents, as Kubernetes spells it.
public final class TemplateHash {

  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private TemplateHash() {}

  /// FNV-1a of the template and of how often its hash met another's. The number itself differs from
  /// Kubernetes', which hashes Go's print of the template. (controller: ComputeHash.)
  public static String of(JsonObject template, int collisions) {
    int hash = FNV_OFFSET;
    for (byte b : JsonWriter.toString(template).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    if (collisions > 0) {
      for (byte b : ByteBuffer.allocate(8).putLong(collisions).array()) {
        hash = (hash ^ (b & 0xff)) * FNV_PRIME;
      }
    }
    return Names.safeEncode(Integer.toUnsignedString(hash));
  }
}
