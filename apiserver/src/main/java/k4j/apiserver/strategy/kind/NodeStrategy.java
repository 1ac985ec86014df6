package k4j.apiserver.strategy.kind;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.strategy.cluster.NodeValidation;

/// Nodes: unlike others they may be created with a status.
public final class NodeStrategy extends KindStrategy {

  public NodeStrategy() {
    super(
        false,
        KindRules.PLAIN
            .withStatus()
            .startingWith(node -> node.object("status"))
            .validating(new NodeValidation()));
  }

  @Override
  public JsonObject prepareForCreate(JsonObject node) {
    JsonObject result = node.withoutAt("spec", "configSource").withoutAt("status", "config");
    return super.prepareForCreate(ranged(result));
  }

  /// The old field for one range and the list of ranges are kept in step; the old one wins.
  private static JsonObject ranged(JsonObject node) {
    JsonObject spec = node.object("spec");
    String range = spec.string("podCIDR");
    JsonArray ranges = spec.array("podCIDRs");
    if (range.isEmpty() && ranges.isEmpty()) {
      return node;
    }
    if (range.isEmpty()) {
      return node.with("spec", spec.with("podCIDR", ranges.get(0)));
    }
    if (!ranges.isEmpty() && ranges.get(0).equals(Json.of(range))) {
      return node;
    }
    return node.with("spec", spec.with("podCIDRs", JsonArray.of(Json.of(range))));
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject node, JsonObject old, String subresource) {
    JsonObject result = ranged(super.prepareForUpdate(node, old, subresource));
    if (!old.object("status").has("config")) {
      result = result.withoutAt("status", "config");
    }
    return old.object("spec").has("configSource")
        ? result
        : result.withoutAt("spec", "configSource");
  }
}
