package k4j.apiserver.strategy.pod.preparation;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Writes into the selectors of a new pod which values its own labels have under the keys of
/// `matchLabelKeys` and `mismatchLabelKeys` (KEP-3633, KEP-3243). Pure.
public final class LabelKeys {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private LabelKeys() {}

  public static JsonObject merged(JsonObject spec, JsonObject labels) {
    JsonObject result = spec;
    for (String affinity : new String[] {"podAffinity", "podAntiAffinity"}) {
      for (int i = 0; i < terms(result, affinity, REQUIRED).size(); i++) {
        JsonArray terms = terms(result, affinity, REQUIRED);
        terms = terms.withAt(i, merge(terms.object(i), labels));
        result = result.withAt(terms, "affinity", affinity, REQUIRED);
      }
      for (int i = 0; i < terms(result, affinity, PREFERRED).size(); i++) {
        JsonArray terms = terms(result, affinity, PREFERRED);
        JsonObject term = terms.object(i);
        JsonObject inner = merge(term.object("podAffinityTerm"), labels);
        result =
            result.withAt(
                terms.withAt(i, term.with("podAffinityTerm", inner)),
                "affinity",
                affinity,
                PREFERRED);
      }
    }
    JsonArray constraints = spec.array("topologySpreadConstraints");
    for (int i = 0; i < constraints.size(); i++) {
      constraints = constraints.withAt(i, merge(constraints.object(i), labels));
    }
    return constraints.isEmpty() ? result : result.with("topologySpreadConstraints", constraints);
  }

  private static JsonArray terms(JsonObject spec, String affinity, String list) {
    return spec.object("affinity").object(affinity).array(list);
  }

  private static JsonObject merge(JsonObject term, JsonObject labels) {
    if (!term.has("labelSelector")) {
      return term; // it matches nothing, whatever is added
    }
    List<Json> expressions =
        new ArrayList<>(term.object("labelSelector").array("matchExpressions").objects());
    int before = expressions.size();
    add(term.array("matchLabelKeys"), "In", labels, expressions);
    add(term.array("mismatchLabelKeys"), "NotIn", labels, expressions);
    return expressions.size() == before
        ? term
        : term.withAt(JsonArray.of(expressions), "labelSelector", "matchExpressions");
  }

  private static void add(
      JsonArray keys, String operator, JsonObject labels, List<Json> expressions) {
    for (String key : keys.strings()) {
      if (labels.has(key)) {
        expressions.add(
            JsonObject.EMPTY
                .with("key", key)
                .with("operator", operator)
                .with("values", JsonArray.of(Json.of(labels.string(key)))));
      }
    }
  }
}
