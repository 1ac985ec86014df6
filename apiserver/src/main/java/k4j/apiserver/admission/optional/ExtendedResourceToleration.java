package k4j.apiserver.admission.optional;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Lets pods that ask for a device onto the nodes that are kept for those.
public final class ExtendedResourceToleration implements AdmissionPlugin {

  @Override
  public String name() {
    return "ExtendedResourceToleration";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "pods") && (request.isCreate() || request.isUpdate());
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject spec = request.object().object("spec");
    var names = new TreeSet<String>();
    for (String field : List.of("containers", "initContainers")) {
      for (JsonObject container : spec.array(field).objects()) {
        container.object("resources").object("requests").names().stream()
            .filter(ExtendedResourceToleration::isExtended)
            .forEach(names::add);
      }
    }
    List<Json> tolerations = new ArrayList<>(spec.array("tolerations").stream().toList());
    for (String name : names) {
      Json wanted =
          JsonObject.EMPTY
              .with("effect", "NoSchedule")
              .with("key", name)
              .with("operator", "Exists");
      if (tolerations.stream().noneMatch(each -> isOf(each, name))) {
        tolerations.add(wanted);
      }
    }
    return names.isEmpty()
        ? request.object()
        : request.object().withAt(JsonArray.of(tolerations), "spec", "tolerations");
  }

  private static boolean isOf(Json each, String key) {
    return each instanceof JsonObject toleration
        && toleration.string("key").equals(key)
        && toleration.string("operator").equals("Exists")
        && toleration.string("effect").equals("NoSchedule")
        && toleration.string("value").isEmpty();
  }

  /// Whatever is in a domain that is not Kubernetes' own.
  private static boolean isExtended(String name) {
    int slash = name.indexOf('/');
    return slash > 0
        && !name.startsWith("requests.")
        && !name.substring(0, slash).equals("kubernetes.io")
        && !name.substring(0, slash).endsWith(".kubernetes.io");
  }
}
