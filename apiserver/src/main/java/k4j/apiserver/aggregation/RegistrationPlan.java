package k4j.apiserver.aggregation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.apiserver.discovery.ApiServicePriorities;
import k4j.apiserver.discovery.ServedGroup;

/// Decides which API services this server keeps for what it serves itself.
final class RegistrationPlan {

  /// Whoever takes the label off takes the API service over.
  static final String LABEL = "kube-aggregator.kubernetes.io/automanaged";

  private static final String ON_START = "onstart";
  private static final String ALWAYS = "true";
  private static final int CUSTOM_GROUP = 1000;
  private static final int CUSTOM_VERSION = 100;

  private RegistrationPlan() {}

  /// What to do.
  sealed interface Action {
    record Create(JsonObject object) implements Action {}

    record Replace(JsonObject object) implements Action {}

    record Delete(String name) implements Action {}
  }

  /// @param groups that this server serves
  /// @param definitions all CustomResourceDefinitions
  /// @param existing all API services
  /// @param first whether the server has just started: then built-in ones are looked after too
  static List<Action> of(
      List<ServedGroup> groups,
      List<JsonObject> definitions,
      List<JsonObject> existing,
      boolean first) {
    Map<String, JsonObject> wanted = new LinkedHashMap<>();
    definitions.forEach(definition -> addCustom(wanted, definition));
    groups.forEach(group -> addBuiltin(wanted, group));
    var actions = new ArrayList<Action>();
    for (JsonObject each : existing) {
      JsonObject want = wanted.remove(each.object("metadata").string("name"));
      String managed = each.object("metadata").object("labels").string(LABEL);
      if (managed.equals(ALWAYS) || (managed.equals(ON_START) && first)) {
        keep(actions, each, want == null ? JsonObject.EMPTY : want);
      }
    }
    wanted.values().stream()
        .filter(each -> first || managed(each).equals(ALWAYS))
        .map(Action.Create::new)
        .forEach(actions::add);
    return actions;
  }

  private static String managed(JsonObject object) {
    return object.object("metadata").object("labels").string(LABEL);
  }

  private static void keep(List<Action> actions, JsonObject object, JsonObject wanted) {
    if (wanted.isEmpty()) {
      actions.add(new Action.Delete(object.object("metadata").string("name")));
    } else if (!object.object("spec").equals(wanted.object("spec"))) {
      actions.add(new Action.Replace(object.with("spec", wanted.object("spec"))));
    }
  }

  private static void addBuiltin(Map<String, JsonObject> wanted, ServedGroup group) {
    for (ServedGroup.Version version : group.versions()) {
      ApiServicePriorities.of(version.apiVersion())
          .ifPresent(priority ->
              add(
                  wanted,
                  ON_START,
                  spec(group.name(), version.name(), priority.group(), priority.version())));
    }
  }

  private static void addCustom(Map<String, JsonObject> wanted, JsonObject definition) {
    JsonObject spec = definition.object("spec");
    for (JsonObject version : spec.array("versions").objects()) {
      if (version.bool("served")) {
        add(
            wanted,
            ALWAYS,
            spec(spec.string("group"), version.string("name"), CUSTOM_GROUP, CUSTOM_VERSION));
      }
    }
  }

  private static JsonObject spec(String group, String version, int groupOrder, int versionOrder) {
    JsonObject spec = group.isEmpty() ? JsonObject.EMPTY : JsonObject.EMPTY.with("group", group);
    return spec.with("version", version)
        .with("groupPriorityMinimum", groupOrder)
        .with("versionPriority", versionOrder);
  }

  private static void add(Map<String, JsonObject> wanted, String managed, JsonObject spec) {
    String name = spec.string("version") + "." + spec.string("group");
    JsonObject labels = JsonObject.EMPTY.with(LABEL, managed);
    wanted.put(
        name,
        JsonObject.EMPTY
            .with("kind", "APIService")
            .with("apiVersion", "apiregistration.k8s.io/v1")
            .with("metadata", JsonObject.EMPTY.with("name", name).with("labels", labels))
            .with("spec", spec));
  }
}
