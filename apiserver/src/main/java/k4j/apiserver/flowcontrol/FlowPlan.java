package k4j.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// What the configuration objects of one moment say: the levels, and the schemas in the order in
/// which they are tried. Pure.
record FlowPlan(Map<String, LevelSpec> levels, List<FlowSchema> schemas) {

  static final String EXEMPT = "exempt";
  static final String CATCH_ALL = "catch-all";
  private static final int CATCH_ALL_SHARES = 5;

  FlowPlan {
    levels = Map.copyOf(levels);
    schemas = List.copyOf(schemas);
  }

  /// Schemas whose level does not exist count for nothing; what is mandatory is there even where
  /// nobody has made it yet.
  static FlowPlan of(List<JsonObject> schemaObjects, List<JsonObject> levelObjects) {
    var levels = new HashMap<String, LevelSpec>();
    for (JsonObject object : levelObjects) {
      LevelSpec level = LevelSpec.of(object);
      levels.put(level.name(), level);
    }
    levels.putIfAbsent(EXEMPT, new LevelSpec(EXEMPT, "", true, 0, 0, -1, null));
    levels.putIfAbsent(
        CATCH_ALL, new LevelSpec(CATCH_ALL, "", false, CATCH_ALL_SHARES, 0, -1, null));
    var schemas = new ArrayList<FlowSchema>();
    for (JsonObject object : schemaObjects) {
      FlowSchema schema = FlowSchema.of(object);
      if (levels.containsKey(schema.level())) {
        schemas.add(schema);
      }
    }
    if (schemas.stream().noneMatch(schema -> schema.name().equals(EXEMPT))) {
      schemas.add(imagined(EXEMPT, 1, FlowSchema.Distinguisher.NONE, "system:masters"));
    }
    if (schemas.stream().noneMatch(schema -> schema.name().equals(CATCH_ALL))) {
      schemas.add(imagined(CATCH_ALL, 10_000, FlowSchema.Distinguisher.USER, "*"));
    }
    schemas.sort(Comparator.comparingLong(FlowSchema::precedence).thenComparing(FlowSchema::name));
    if (schemas.stream().allMatch(FlowPlan::isMandatory)) {
      // the cluster is just being made: nothing refers to the other levels yet
      levels.keySet().removeIf(name -> !name.equals(EXEMPT) && !name.equals(CATCH_ALL));
    }
    return new FlowPlan(levels, schemas);
  }

  private static boolean isMandatory(FlowSchema schema) {
    return schema.name().equals(EXEMPT) || schema.name().equals(CATCH_ALL);
  }

  private static FlowSchema imagined(
      String name, int precedence, FlowSchema.Distinguisher distinguisher, String group) {
    JsonArray all = JsonArray.ofStrings(List.of("*"));
    JsonObject rule =
        JsonObject.EMPTY
            .with(
                "subjects",
                JsonArray.of(
                    JsonObject.EMPTY
                        .with("kind", "Group")
                        .with("group", JsonObject.EMPTY.with("name", group))))
            .with(
                "resourceRules",
                JsonArray.of(
                    JsonObject.EMPTY
                        .with("verbs", all)
                        .with("apiGroups", all)
                        .with("resources", all)
                        .with("namespaces", all)
                        .with("clusterScope", true)))
            .with(
                "nonResourceRules",
                JsonArray.of(JsonObject.EMPTY.with("verbs", all).with("nonResourceURLs", all)));
    return new FlowSchema(name, "", precedence, name, distinguisher, List.of(FlowRule.of(rule)));
  }

  long shares() {
    return levels.values().stream().mapToLong(LevelSpec::shares).sum();
  }
}
