package k4j.apiserver.strategy.workload;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// Gives a new job the selector and the labels by which it knows its pods.
public final class JobLabels {

  private static final String UID = "batch.kubernetes.io/controller-uid";

  private JobLabels() {}

  public static JsonObject generate(JsonObject job) {
    JsonObject spec = job.object("spec");
    if (spec.bool("manualSelector")) {
      return job;
    }
    JsonObject metadata = job.object("metadata");
    String uid = metadata.string("uid");
    String name = metadata.string("name");
    JsonObject labels = spec.object("template").object("metadata").object("labels");
    JsonObject full = filled(labels, uid, name);
    JsonObject result = job.withAt(full, "spec", "template", "metadata", "labels");
    if (labels.equals(metadata.object("labels"))) {
      result = result.withAt(full, "metadata", "labels"); // they are taken from the template
    }
    if (spec.object("selector").object("matchLabels").has(UID)) {
      return result;
    }
    return result.withAt(Json.of(uid), "spec", "selector", "matchLabels", UID);
  }

  private static JsonObject filled(JsonObject labels, String uid, String name) {
    JsonObject out = filledOne(labels, "controller-uid", uid);
    out = filledOne(out, UID, uid);
    out = filledOne(out, "job-name", name);
    return filledOne(out, "batch.kubernetes.io/job-name", name);
  }

  private static JsonObject filledOne(JsonObject labels, String key, String value) {
    return labels.has(key) ? labels : labels.with(key, value);
  }
}
