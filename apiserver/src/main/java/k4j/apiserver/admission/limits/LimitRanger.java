package k4j.apiserver.admission.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.quota.PodResources;
import k4j.api.quota.ResourceAmounts;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.limits.Constraint.Kind;
import k4j.apiserver.admission.plugin.PodContainers;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Gives containers the default requests and limits of their namespace, and holds pods and claims
/// to its bounds.
public final class LimitRanger implements AdmissionPlugin {

  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  private final Reader reader;

  public LimitRanger(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    if (request.oldObject().object("metadata").has("deletionTimestamp")) {
      return false;
    }
    boolean resize = request.is("", "pods") && request.subresource().equals("resize");
    return request.isCreate()
        ? request.isWhole("", "pods") || request.isWhole("", "persistentvolumeclaims")
        : request.isUpdate() && (resize || request.isWhole("", "persistentvolumeclaims"));
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject object = request.object();
    if (request.is("", "pods")) {
      for (JsonObject range : reader.list(Resources.LIMIT_RANGES, request.namespace())) {
        object = withDefaults(object, range);
      }
    }
    return object;
  }

  static JsonObject withDefaults(JsonObject pod, JsonObject range) {
    JsonObject requests = JsonObject.EMPTY;
    JsonObject limits = JsonObject.EMPTY;
    for (JsonObject limit : range.object("spec").array("limits").objects()) {
      if (limit.string("type").equals("Container")) {
        requests = filled(requests, limit.object("defaultRequest"));
        limits = filled(limits, limit.object("default"));
      }
    }
    var notes = new ArrayList<String>();
    JsonObject next = defaulted(pod, "containers", "container", requests, limits, notes);
    next = defaulted(next, "initContainers", "init container", requests, limits, notes);
    return notes.isEmpty()
        ? next
        : next.withAt(
            Json.of("LimitRanger plugin set: " + String.join("; ", notes)),
            "metadata",
            "annotations",
            ANNOTATION);
  }

  private static JsonObject filled(JsonObject into, JsonObject from) {
    JsonObject out = into;
    for (int i = 0; i < from.size(); i++) {
      out = out.with(from.nameAt(i), from.valueAt(i));
    }
    return out;
  }

  private static JsonObject defaulted(
      JsonObject pod,
      String field,
      String word,
      JsonObject requests,
      JsonObject limits,
      List<String> notes) {
    return PodContainers.map(
        pod,
        field,
        container -> {
          String whose = word + " " + container.string("name");
          JsonObject next =
              defaulted(container, "requests", requests, "request for " + whose, notes);
          return defaulted(next, "limits", limits, "limit for " + whose, notes);
        });
  }

  private static JsonObject defaulted(
      JsonObject container, String side, JsonObject defaults, String whose, List<String> notes) {
    JsonObject own = container.object("resources").object(side);
    var set = new ArrayList<String>();
    JsonObject next = own;
    for (int i = 0; i < defaults.size(); i++) {
      if (!own.has(defaults.nameAt(i))) {
        next = next.with(defaults.nameAt(i), defaults.valueAt(i));
        set.add(defaults.nameAt(i));
      }
    }
    if (set.isEmpty()) {
      return container;
    }
    notes.add(String.join(", ", set) + " " + whose);
    return container.withAt(next, "resources", side);
  }

  @Override
  public void validate(AdmissionRequest request) {
    for (JsonObject range : reader.list(Resources.LIMIT_RANGES, request.namespace())) {
      List<String> problems =
          request.is("", "pods")
              ? ofPod(request.object(), range)
              : ofClaim(request.object(), range);
      if (!problems.isEmpty()) {
        throw request.forbidden(
            problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
      }
    }
  }

  static List<String> ofPod(JsonObject pod, JsonObject range) {
    var problems = new ArrayList<String>();
    for (JsonObject limit : range.object("spec").array("limits").objects()) {
      switch (limit.string("type")) {
        case "Container" -> {
          for (String field : List.of("containers", "initContainers")) {
            for (JsonObject container : pod.object("spec").array(field).objects()) {
              check(
                  problems,
                  constraints(limit, Kind.MAX),
                  PodResources.ofContainer(container, "requests"),
                  PodResources.ofContainer(container, "limits"));
            }
          }
        }
        case "Pod" ->
            check(
                problems,
                constraints(limit, Kind.MAX),
                PodResources.of(pod, "requests"),
                PodResources.of(pod, "limits"));
        default -> {}
      }
    }
    return problems.stream().distinct().toList();
  }

  static List<String> ofClaim(JsonObject claim, JsonObject range) {
    var problems = new ArrayList<String>();
    ResourceAmounts requests = PodResources.ofContainer(claim.object("spec"), "requests");
    for (JsonObject limit : range.object("spec").array("limits").objects()) {
      if (limit.string("type").equals("PersistentVolumeClaim")) {
        List<Constraint> bounds =
            constraints(limit, Kind.MAX_REQUEST).stream()
                .filter(each -> each.kind() != Kind.MAX_LIMIT_REQUEST_RATIO)
                .toList();
        check(problems, bounds, requests, ResourceAmounts.NONE);
      }
    }
    return problems;
  }

  private static void check(
      List<String> problems,
      List<Constraint> constraints,
      ResourceAmounts requests,
      ResourceAmounts limits) {
    constraints.stream()
        .map(each -> each.problem(requests, limits))
        .flatMap(Optional::stream)
        .forEach(problems::add);
  }

  private static List<Constraint> constraints(JsonObject limit, Kind max) {
    String type = limit.string("type");
    var out = new ArrayList<Constraint>();
    collect(out, limit, "min", Kind.MIN, type);
    collect(out, limit, "max", max, type);
    collect(out, limit, "maxLimitRequestRatio", Kind.MAX_LIMIT_REQUEST_RATIO, type);
    return out;
  }

  private static void collect(
      List<Constraint> out, JsonObject limit, String field, Kind kind, String type) {
    ResourceAmounts.of(limit.object(field))
        .values()
        .forEach((resource, bound) -> out.add(new Constraint(kind, type, resource, bound)));
  }
}
