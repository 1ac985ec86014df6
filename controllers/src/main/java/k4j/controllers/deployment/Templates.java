package k4j.controllers.deployment;

import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.JsonObject;
import k4j.controllers.pods.TemplateHash;

/// Compares and names pod templates.
final class Templates {

  static final String HASH = "pod-template-hash";

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

  static String hash(PodTemplateSpec template, int collisions) {
    return TemplateHash.of(bare(template), collisions);
  }
}
