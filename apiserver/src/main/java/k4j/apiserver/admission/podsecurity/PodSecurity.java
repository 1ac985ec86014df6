package k4j.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.authorization.PodReferences;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Holds pods to the security level that their namespace's labels ask for, and warns of those that
/// would not pass.
public final class PodSecurity implements AdmissionPlugin {

  /// Of these only the template is looked at, and only to warn.
  private static final Set<String> TEMPLATES =
      Set.of(
          "podtemplates",
          "replicationcontrollers",
          "replicasets.apps",
          "deployments.apps",
          "statefulsets.apps",
          "daemonsets.apps",
          "jobs.batch",
          "cronjobs.batch");

  private static final Set<String> POD_SUBRESOURCES = Set.of("", "ephemeralcontainers", "resize");

  private final Reader reader;

  public PodSecurity(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PodSecurity";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    if (request.operation() == Operation.DELETE || request.operation() == Operation.CONNECT) {
      return false;
    }
    String resource = request.resource().name().groupResource();
    return switch (resource) {
      case "pods" -> POD_SUBRESOURCES.contains(request.subresource());
      case "namespaces" -> request.subresource().isEmpty();
      default -> TEMPLATES.contains(resource) && request.subresource().isEmpty();
    };
  }

  private static JsonObject labels(JsonObject object) {
    return object.object("metadata").object("labels");
  }

  private Policy policy(AdmissionRequest request) {
    JsonObject namespace =
        reader.get(Resources.NAMESPACES, "", request.namespace()).orElse(JsonObject.EMPTY);
    return Policy.of(labels(namespace), new FieldErrors());
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.is("", "namespaces")) {
      validateNamespace(request);
    } else if (request.is("", "pods") && isSignificant(request)) {
      Level.At level = policy(request).enforce();
      List<Violation> violations = violations(level, request.object());
      if (!violations.isEmpty()) {
        throw request.forbidden(
            "violates PodSecurity \"" + level + "\": " + Violation.describe(violations));
      }
    }
  }

  private static List<Violation> violations(Level.At level, JsonObject pod) {
    return Checks.violations(level, pod.object("metadata"), pod.object("spec"));
  }

  private static void validateNamespace(AdmissionRequest request) {
    var errors = new FieldErrors();
    Policy.of(labels(request.object()), errors);
    var before = new FieldErrors();
    Policy.of(labels(request.oldObject()), before);
    if (!errors.isEmpty() && before.isEmpty()) {
      throw StatusException.invalid("", "Namespace", request.name(), errors.causes());
    }
  }

  /// Updates that change nothing that the checks look at always pass.
  private static boolean isSignificant(AdmissionRequest request) {
    return request.isCreate() || !core(request.object()).equals(core(request.oldObject()));
  }

  private static JsonObject core(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    var containers = new ArrayList<JsonObject>();
    for (JsonObject container : PodReferences.containers(spec)) {
      containers.add(container.without("image").without("resources"));
    }
    return spec.without("tolerations")
        .without("activeDeadlineSeconds")
        .without("terminationGracePeriodSeconds")
        .without("schedulingGates")
        .without("initContainers")
        .without("ephemeralContainers")
        .without("resources")
        .without("nodeName")
        .with("containers", JsonArray.of(containers))
        .with("annotations", pod.object("metadata").object("annotations"));
  }

  @Override
  public List<String> warnings(AdmissionRequest request) {
    if (request.is("", "namespaces")) {
      return namespaceWarnings(request);
    }
    if (request.is("", "pods") && !isSignificant(request)) {
      return List.of();
    }
    Level.At level = policy(request).warn();
    JsonObject pod = template(request);
    List<Violation> violations = pod.has("spec") ? violations(level, pod) : List.of();
    return violations.isEmpty()
        ? List.of()
        : List.of("would violate PodSecurity \"" + level + "\": " + Violation.describe(violations));
  }

  private static JsonObject template(AdmissionRequest request) {
    JsonObject object = request.object();
    return switch (request.resource().name().plural()) {
      case "pods" -> object;
      case "podtemplates" -> object.object("template");
      case "cronjobs" ->
          object.object("spec").object("jobTemplate").object("spec").object("template");
      default -> object.object("spec").object("template");
    };
  }

  /// A namespace that becomes stricter tells which of its pods would not pass any more.
  private List<String> namespaceWarnings(AdmissionRequest request) {
    Level.At now = Policy.of(labels(request.object()), new FieldErrors()).enforce();
    Level.At before = Policy.of(labels(request.oldObject()), new FieldErrors()).enforce();
    boolean stricter =
        !now.equals(before)
            && now.level() != Level.PRIVILEGED
            && now.level().compareTo(before.level()) >= 0;
    if (!request.isUpdate() || !stricter) {
      return List.of();
    }
    Map<String, SortedSet<String>> podsByReason = new LinkedHashMap<>();
    for (JsonObject pod : reader.list(Resources.PODS, request.name())) {
      List<Violation> violations = violations(now, pod);
      if (!violations.isEmpty()) {
        podsByReason
            .computeIfAbsent(Violation.reasons(violations), _ -> new TreeSet<>())
            .add(pod.object("metadata").string("name"));
      }
    }
    if (podsByReason.isEmpty()) {
      return List.of();
    }
    var warnings = new ArrayList<String>();
    podsByReason.forEach((reason, pods) -> warnings.add(show(pods) + ": " + reason));
    warnings.sort(null);
    warnings.addFirst(
        "existing pods in namespace \""
            + request.name()
            + "\" violate the new PodSecurity enforce level \""
            + now
            + "\"");
    return warnings;
  }

  private static String show(SortedSet<String> pods) {
    return switch (pods.size()) {
      case 1 -> pods.first();
      case 2 -> pods.first() + " (and 1 other pod)";
      default -> pods.first() + " (and " + (pods.size() - 1) + " other pods)";
    };
  }
}
