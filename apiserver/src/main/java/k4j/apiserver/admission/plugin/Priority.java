package k4j.apiserver.admission.plugin;

import java.util.Comparator;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Turns the name of a pod's priority class into its priority.
public final class Priority implements AdmissionPlugin {

  private static final String PREEMPTS = "PreemptLowerPriority";

  private final Reader reader;

  public Priority(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return (request.isCreate() || request.isUpdate())
        && (request.isWhole("", "pods") || request.isWhole("scheduling.k8s.io", "priorityclasses"));
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    if (!request.is("", "pods")) {
      return request.object();
    }
    return request.isCreate() ? withPriority(request) : withOldPriority(request);
  }

  /// What admission has set on create stays where an update leaves it out.
  private static JsonObject withOldPriority(AdmissionRequest request) {
    JsonObject pod = request.object();
    JsonObject old = request.oldObject().object("spec");
    for (String field : new String[] {"priority", "preemptionPolicy"}) {
      Json before = old.get(field);
      if (before != null && !pod.object("spec").has(field)) {
        pod = pod.withAt(before, "spec", field);
      }
    }
    return pod;
  }

  private JsonObject withPriority(AdmissionRequest request) {
    JsonObject pod = request.object();
    String name = pod.object("spec").string("priorityClassName");
    Optional<JsonObject> found =
        name.isEmpty() ? defaultClass() : reader.get(Resources.PRIORITY_CLASSES, "", name);
    if (found.isEmpty() && !name.isEmpty()) {
      throw request.forbidden("no PriorityClass with name " + name + " was found");
    }
    if (name.isEmpty() && found.isPresent()) {
      String chosen = found.get().object("metadata").string("name");
      pod = pod.withAt(Json.of(chosen), "spec", "priorityClassName");
    }
    JsonObject priorityClass = found.orElse(JsonObject.EMPTY);
    long priority = priorityClass.integer("value");
    String preemption =
        priorityClass.has("preemptionPolicy") ? priorityClass.string("preemptionPolicy") : PREEMPTS;
    JsonObject spec = pod.object("spec");
    if (spec.integer("priority", priority) != priority) {
      throw request.forbidden(
          "the integer value of priority ("
              + spec.integer("priority")
              + ") must not be provided in pod spec; priority admission controller computed "
              + priority
              + " from the given PriorityClass name");
    }
    if (spec.has("preemptionPolicy") && !spec.string("preemptionPolicy").equals(preemption)) {
      throw request.forbidden(
          "the string value of PreemptionPolicy ("
              + spec.string("preemptionPolicy")
              + ") must not be provided in pod spec; priority admission controller computed "
              + preemption
              + " from the given PriorityClass name");
    }
    return pod.with("spec", spec.with("priority", priority).with("preemptionPolicy", preemption));
  }

  private Optional<JsonObject> defaultClass() {
    return reader.list(Resources.PRIORITY_CLASSES, "").stream()
        .filter(each -> each.bool("globalDefault"))
        .min(Comparator.comparingLong(each -> each.integer("value")));
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.is("", "pods") || !request.object().bool("globalDefault")) {
      return;
    }
    String own = request.object().object("metadata").string("name");
    defaultClass()
        .map(each -> each.object("metadata").string("name"))
        .filter(other -> request.isCreate() || !other.equals(own))
        .ifPresent(other -> {
          throw request.forbidden(
              "PriorityClass "
                  + other
                  + " is already marked as default. Only one default can exist");
        });
  }
}
