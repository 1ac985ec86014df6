package k4j.apiserver.strategy.warning;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// Labels of nodes that have been replaced (kubernetes, `api/node`).
public final class NodeLabels {

  private static final Map<String, String> REPLACED =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
          "app.kubernetes.io/created-by",
          "deprecated since v1.9",
          "scheduler.alpha.kubernetes.io/preferAvoidPods",
          "deprecated since v1.22; use Taints and Tolerations instead",
          "node-role.kubernetes.io/master",
          "use \"node-role.kubernetes.io/control-plane\" instead");

  private NodeLabels() {}

  /// Of a key, as `path: deprecated since …`.
  public static void key(String key, FieldPath path, List<String> out) {
    String why = REPLACED.get(key);
    if (why != null) {
      out.add(path + ": " + why);
    }
  }

  /// As above, with the key named in the text.
  static void named(String key, FieldPath path, List<String> out) {
    String why = REPLACED.get(key);
    if (why != null) {
      out.add(path + ": " + key + " is " + why);
    }
  }

  /// Of a term of a node selector.
  ///
  /// @param valued whether the values are judged too
  public static void term(JsonObject term, boolean valued, FieldPath path, List<String> out) {
    JsonArray expressions = term.array("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      FieldPath at = path.child("matchExpressions").index(i);
      named(expressions.object(i).string("key"), at.child("key"), out);
      List<String> values = expressions.object(i).array("values").strings();
      for (int j = 0; valued && j < values.size(); j++) {
        for (String wrong : Formats.labelValue(values.get(j))) {
          out.add(
              "%s: %s is invalid, %s".formatted(at.child("values").index(j), values.get(j), wrong));
        }
      }
    }
  }

  /// Of a label selector that chooses nodes.
  public static void selector(JsonObject selector, FieldPath path, List<String> out) {
    JsonArray expressions = selector.array("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      FieldPath at = path.child("matchExpressions").index(i).child("key");
      named(expressions.object(i).string("key"), at, out);
    }
    for (String label : selector.object("matchLabels").names()) {
      key(label, path.child("matchLabels").child(label), out);
    }
  }
}
