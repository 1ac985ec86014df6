package k4j.controllers.history;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Names;
import k4j.controllers.ownership.Owners;

/// Makes and compares revisions of a pod template. (controller: history.)
public final class TemplateRevisions {

  /// The label by which pods and revisions tell which template they have.
  public static final String HASH = "controller-revision-hash";

  /// Oldest first.
  public static final Comparator<ControllerRevision> ORDER =
      Comparator.comparingLong(ControllerRevision::revision)
          .thenComparing(r -> r.metadata().creationTimestamp().map(Object::toString).orElse(""))
          .thenComparing(ApiObject::name);

  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;
  private static final int LONGEST_PREFIX = 223;

  private TemplateRevisions() {}

  /// The strategic merge patch that brings the template back.
  public static JsonObject data(PodTemplateSpec template) {
    JsonObject metadata = template.json().object("metadata").without("creationTimestamp");
    JsonObject patch = template.json().with("metadata", metadata).with("$patch", "replace");
    return JsonObject.EMPTY.withAt(patch, "spec", "template");
  }

  public static boolean has(ControllerRevision revision, JsonObject data) {
    return revision.data().filter(data::equals).isPresent();
  }

  /// A revision of the owner's template, without a name.
  public static ControllerRevision of(
      ApiObject owner, PodTemplateSpec template, JsonObject annotations, long number) {
    JsonObject metadata =
        JsonObject.builder()
            .put("namespace", owner.namespace())
            .put("labels", template.json().object("metadata").object("labels"))
            .put("ownerReferences", JsonArray.of(Owners.controllerReference(owner).json()))
            .build();
    if (!annotations.isEmpty()) {
      metadata = metadata.with("annotations", annotations);
    }
    return new ControllerRevision(ControllerRevision.EMPTY.json().with("metadata", metadata))
        .withData(data(template))
        .withRevision(number);
  }

  public static ControllerRevision named(ControllerRevision revision, String name) {
    return new ControllerRevision(revision.json().withAt(Json.of(name), "metadata", "name"));
  }

  public static ControllerRevision labelled(ControllerRevision revision, String key, String value) {
    JsonObject labels = revision.json().object("metadata").object("labels").with(key, value);
    return new ControllerRevision(revision.json().withAt(labels, "metadata", "labels"));
  }

  public static String label(ApiObject object, String key) {
    return object.json().object("metadata").object("labels").string(key);
  }

  /// The number after the highest.
  public static long next(Collection<ControllerRevision> revisions) {
    return revisions.stream().mapToLong(ControllerRevision::revision).max().orElse(0) + 1;
  }

  public static String name(String prefix, String hash) {
    return prefix.substring(0, Math.min(LONGEST_PREFIX, prefix.length())) + "-" + hash;
  }

  /// FNV-1 of the data as Go writes it, and of how often its hash met another's: the very number of
  /// Kubernetes. (history: HashControllerRevision.)
  public static String hash(JsonObject data, int collisions) {
    int hash = FNV_OFFSET;
    for (byte b : (goText(data) + collisions).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash * FNV_PRIME) ^ (b & 0xff);
    }
    return Names.safeEncode(Integer.toUnsignedString(hash));
  }

  /// Go's encoder escapes what HTML would take for markup.
  private static String goText(JsonObject data) {
    return JsonWriter.toString(data)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
