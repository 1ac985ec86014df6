package k4j.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.apiserver.authorization.PodReferences;

/// A pod, or the template of one, as the checks look at it.
///
/// @param minor the version of the standards
record PodUnderTest(JsonObject metadata, JsonObject spec, int minor) {

  JsonObject securityContext() {
    return spec.object("securityContext");
  }

  /// In the order in which the checks name them.
  List<JsonObject> containers() {
    return PodReferences.containers(spec);
  }

  /// The names of the containers for which something holds.
  List<String> containersWhere(Predicate<JsonObject> holds) {
    var names = new ArrayList<String>();
    for (JsonObject container : containers()) {
      if (holds.test(container)) {
        names.add(container.string("name"));
      }
    }
    return names;
  }

  boolean isWindows() {
    return minor >= 25 && spec.object("os").string("name").equals("windows");
  }

  /// Whether root in the pod is nobody outside.
  boolean hasOwnUsers() {
    return minor >= 35 && spec.get("hostUsers") == JsonBoolean.FALSE;
  }
}
