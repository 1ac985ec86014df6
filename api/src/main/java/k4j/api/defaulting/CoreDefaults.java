package k4j.api.defaulting;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;

/// The rest of the core group.
final class CoreDefaults {

  static final Map<String, Rule> RULES =
      Map.ofEntries(
          Map.entry("core.ReplicationController", CoreDefaults::replicationController),
          Map.entry("core.Secret", CoreDefaults::secret),
          Map.entry("core.PersistentVolume", CoreDefaults::persistentVolume),
          Map.entry("core.PersistentVolumeClaim", CoreDefaults::claim),
          Map.entry(
              "core.PersistentVolumeClaimSpec",
              o -> Draft.of(o).fill("volumeMode", "Filesystem").done()),
          Map.entry("core.EndpointPort", o -> Draft.of(o).fillText("protocol", "TCP").done()),
          Map.entry("core.Namespace", CoreDefaults::namespace),
          Map.entry("core.Node", CoreDefaults::node),
          Map.entry("core.LimitRangeItem", CoreDefaults::limitRangeItem));

  private CoreDefaults() {}

  private static JsonObject replicationController(JsonObject controller) {
    JsonObject spec = controller.object("spec");
    JsonObject labels = spec.object("template").object("metadata").object("labels");
    Draft draft = Draft.of(spec).fill("replicas", 1);
    JsonObject result = controller;
    if (!labels.isEmpty()) {
      draft.fill("selector", labels);
      result = withLabels(controller, labels);
    }
    return result.with("spec", draft.done());
  }

  /// The template's labels, where the object has none of its own.
  static JsonObject withLabels(JsonObject object, JsonObject labels) {
    JsonObject metadata = object.object("metadata");
    return metadata.object("labels").isEmpty() && !labels.isEmpty()
        ? object.with("metadata", metadata.with("labels", labels))
        : object;
  }

  private static JsonObject secret(JsonObject secret) {
    JsonObject result = Draft.of(secret).fillText("type", "Opaque").done();
    if (!(result.get("stringData") instanceof JsonObject texts)) {
      return result;
    }
    var data = result.object("data").toBuilder();
    var encoder = Base64.getEncoder();
    texts.forEach((key, value) -> {
      String text = value instanceof JsonString string ? string.value() : "";
      data.put(key, encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    });
    return result.without("stringData").with("data", data.build());
  }

  private static JsonObject persistentVolume(JsonObject volume) {
    JsonObject spec =
        Draft.of(volume.object("spec"))
            .fillText("persistentVolumeReclaimPolicy", "Retain")
            .fill("volumeMode", "Filesystem")
            .done();
    JsonObject status = Draft.of(volume.object("status")).fillText("phase", "Pending").done();
    return volume.with("spec", spec).with("status", status);
  }

  private static JsonObject claim(JsonObject claim) {
    JsonObject status = Draft.of(claim.object("status")).fillText("phase", "Pending").done();
    return claim.with("status", status);
  }

  private static JsonObject namespace(JsonObject namespace) {
    JsonObject status = Draft.of(namespace.object("status")).fillText("phase", "Active").done();
    JsonObject result = namespace.with("status", status);
    String name = namespace.object("metadata").string("name");
    return name.isEmpty()
        ? result
        : result.withAt(Json.of(name), "metadata", "labels", "kubernetes.io/metadata.name");
  }

  private static JsonObject node(JsonObject node) {
    JsonObject status = node.object("status");
    return status.has("capacity") && !status.has("allocatable")
        ? node.with("status", status.with("allocatable", status.object("capacity")))
        : node;
  }

  private static JsonObject limitRangeItem(JsonObject item) {
    if (!item.string("type").equals("Container")) {
      return item;
    }
    JsonObject limits = filled(item.object("default"), item.object("max"));
    JsonObject requests = filled(filled(item.object("defaultRequest"), limits), item.object("min"));
    JsonObject result = limits.isEmpty() ? item : item.with("default", limits);
    return requests.isEmpty() ? result : result.with("defaultRequest", requests);
  }

  private static JsonObject filled(JsonObject amounts, JsonObject from) {
    Draft draft = Draft.of(amounts);
    from.forEach(draft::fill);
    return draft.done();
  }
}
