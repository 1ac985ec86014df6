package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;

/// Pods, their containers and probes.
final class PodDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "core.Pod", PodDefaults::pod,
          "core.PodSpec", PodDefaults::podSpec,
          "core.Container", PodDefaults::container,
          "core.EphemeralContainer", PodDefaults::container,
          "core.Probe", PodDefaults::probe,
          "core.HTTPGetAction", PodDefaults::httpGet,
          "core.ObjectFieldSelector", o -> Draft.of(o).fillText("apiVersion", "v1").done());

  private PodDefaults() {}

  /// What holds for pods themselves but not for the templates of pods.
  private static JsonObject pod(JsonObject pod) {
    return Draft.of(pod)
        .change("spec", PodDefaults::ownSpec)
        .change("status", PodDefaults::addresses)
        .done();
  }

  /// The old field for one address is the first of all; where the two differ, it wins.
  private static JsonObject addresses(JsonObject status) {
    String first = status.string("podIP");
    String listed =
        status.array("podIPs").isEmpty() ? "" : status.array("podIPs").object(0).string("ip");
    if (first.isEmpty()) {
      return listed.isEmpty() ? status : status.with("podIP", listed);
    }
    return first.equals(listed)
        ? status
        : status.with("podIPs", JsonArray.of(JsonObject.EMPTY.with("ip", first)));
  }

  private static JsonObject ownSpec(JsonObject spec) {
    boolean hostNetwork = spec.bool("hostNetwork");
    Draft draft = Draft.of(spec).fill("enableServiceLinks", true);
    for (String list : new String[] {"containers", "initContainers"}) {
      if (spec.get(list) instanceof JsonArray containers) {
        draft.set(list, JsonArray.of(containers.map(c -> ownContainer(c, hostNetwork))));
      }
    }
    return draft.change("resources", PodDefaults::requestsFromLimits).done();
  }

  private static Json ownContainer(Json item, boolean hostNetwork) {
    if (!(item instanceof JsonObject container)) {
      return item;
    }
    Draft draft = Draft.of(container).change("resources", PodDefaults::requestsFromLimits);
    if (hostNetwork && container.get("ports") instanceof JsonArray ports) {
      draft.set("ports", JsonArray.of(ports.map(PodDefaults::hostPort)));
    }
    return draft.done();
  }

  private static Json hostPort(Json item) {
    return item instanceof JsonObject port
            && port.get("containerPort") instanceof JsonInteger number
        ? Draft.of(port).fill("hostPort", number).done()
        : item;
  }

  private static JsonObject requestsFromLimits(JsonObject resources) {
    JsonObject limits = resources.object("limits");
    if (limits.isEmpty()) {
      return resources;
    }
    Draft requests = Draft.of(resources.object("requests"));
    limits.forEach(requests::fill);
    return resources.with("requests", requests.done());
  }

  private static JsonObject podSpec(JsonObject spec) {
    Draft draft =
        Draft.of(spec)
            .fillText("dnsPolicy", "ClusterFirst")
            .fillText("restartPolicy", "Always")
            .fill("securityContext", JsonObject.EMPTY)
            .fill("terminationGracePeriodSeconds", 30)
            .fillText("schedulerName", "default-scheduler");
    return aliased(draft, spec);
  }

  /// The old name of `serviceAccountName` is kept in step with it.
  private static JsonObject aliased(Draft draft, JsonObject spec) {
    if (spec.get("serviceAccountName") instanceof JsonString name) {
      if (!name.equals(spec.get("serviceAccount"))) {
        draft.set("serviceAccount", name);
      }
    } else if (spec.get("serviceAccount") instanceof JsonString name) {
      draft.set("serviceAccountName", name);
    }
    return draft.done();
  }

  private static JsonObject container(JsonObject container) {
    String image = container.string("image");
    return Draft.of(container)
        .fillText("imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent")
        .fill("resources", JsonObject.EMPTY)
        .fillText("terminationMessagePath", "/dev/termination-log")
        .fillText("terminationMessagePolicy", "File")
        .done();
  }

  /// Whether an image is named without tag and digest, or with the tag `latest`.
  static boolean isLatest(String image) {
    if (image.isEmpty() || image.indexOf('@') >= 0) {
      return false;
    }
    int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
    return tag < 0 || image.substring(tag + 1).equals("latest");
  }

  private static JsonObject probe(JsonObject probe) {
    return Draft.of(probe)
        .fillZero("timeoutSeconds", 1)
        .fillZero("periodSeconds", 10)
        .fillZero("successThreshold", 1)
        .fillZero("failureThreshold", 3)
        .done();
  }

  private static JsonObject httpGet(JsonObject get) {
    return Draft.of(get).fillText("path", "/").fillText("scheme", "HTTP").done();
  }
}
