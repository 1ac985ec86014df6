package k4j.kubelet.admission;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodSpecs;
import org.jspecify.annotations.Nullable;

/// Whether a node is one that a pod asks for: by name, by selector, by required affinity.
public final class NodeMatch {

  private NodeMatch() {}

  static Optional<PodAdmission.Refusal> refusal(JsonObject pod, JsonObject node) {
    JsonObject spec = PodSpecs.spec(pod);
    String name = node.object("metadata").string("name");
    if (!spec.string("nodeName").equals(name)) {
      return Optional.of(
          new PodAdmission.Refusal(
              "NodeName",
              "Predicate NodeName failed: node(s) didn't match the requested node name"));
    }
    Map<String, String> labels = node.object("metadata").object("labels").strings();
    boolean selected =
        labels.entrySet().containsAll(spec.object("nodeSelector").strings().entrySet());
    if (selected && affine(spec, labels, name)) {
      return Optional.empty();
    }
    return Optional.of(
        new PodAdmission.Refusal(
            "NodeAffinity",
            "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"));
  }

  private static boolean affine(JsonObject spec, Map<String, String> labels, String name) {
    JsonObject required =
        spec.object("affinity")
            .object("nodeAffinity")
            .object("requiredDuringSchedulingIgnoredDuringExecution");
    List<JsonObject> terms = required.array("nodeSelectorTerms").objects();
    return required.isEmpty() || terms.stream().anyMatch(term -> matches(term, labels, name));
  }

  /// Whether a volume's required terms, if it has any, allow a node with these labels.
  public static boolean allows(JsonObject required, Map<String, String> labels) {
    List<JsonObject> terms = required.array("nodeSelectorTerms").objects();
    return required.isEmpty() || terms.stream().anyMatch(term -> matches(term, labels, ""));
  }

  private static boolean matches(JsonObject term, Map<String, String> labels, String name) {
    List<JsonObject> expressions = term.array("matchExpressions").objects();
    List<JsonObject> fields = term.array("matchFields").objects();
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    Map<String, String> fieldValues = Map.of("metadata.name", name);
    return expressions.stream().allMatch(e -> matches(e, labels))
        && fields.stream().allMatch(f -> matches(f, fieldValues));
  }

  private static boolean matches(JsonObject expression, Map<String, String> values) {
    String value = values.get(expression.string("key"));
    List<String> wanted = expression.array("values").strings();
    return switch (expression.string("operator")) {
      case "In" -> value != null && wanted.contains(value);
      case "NotIn" -> value == null || !wanted.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, wanted) > 0;
      case "Lt" -> compare(value, wanted) < 0;
      default -> false;
    };
  }

  /// Zero, which neither Gt nor Lt takes, where a side is no number.
  private static int compare(@Nullable String value, List<String> wanted) {
    try {
      return value == null || wanted.size() != 1
          ? 0
          : Long.compare(Long.parseLong(value), Long.parseLong(wanted.getFirst()));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
