package k4j.controllers.deployment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.Names;

/// Compares and names pod templates.
final class Templates {

  static final String HASH = "pod-template-hash";

  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private Templates() {}

  /// Whether two templates make the same pods, their hash label aside.
  static boolean same(PodTemplateSpec a, PodTemplateSpec b) {
    return bare(a).equals(bare(b));
  }

  private static JsonObject bare(PodTemplateSpec template) {
    JsonObject metadata = template.json().object("metadata");
    JsonObject labels = metadata.object("labels").without(HASH);
    metadata = labels.isEmpty() ? metadata.without("labels") : metadata.with("labels", labels);
    return template.json().with("metadata", metadata.without("creationTimestamp"));
  }

  /// FNV-1a of the template and of how often its hash met another's, as Kubernetes spells it. The
  /// number itself differs from Kubernetes', which hashes Go's print of the template.
  static String hash(PodTemplateSpec template, int collisions) {
    int hash = fnv(FNV_OFFSET, JsonWriter.toString(bare(template)));
    if (collisions > 0) {
      for (byte b : ByteBuffer.allocate(8).putLong(collisions).array()) {
        hash = (hash ^ (b & 0xff)) * FNV_PRIME;
      }
    }
    return Names.safeEncode(Integer.toUnsignedString(hash));
  }

  private static int fnv(int start, String text) {
    int hash = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
