package k4j.apiserver.strategy.pod;

import java.util.HashSet;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.LabelSelectorValidation;

/// Affinities and topology spread.
public final class AffinityValidation {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final List<String> UNSATISFIABLE = List.of("DoNotSchedule", "ScheduleAnyway");
  private static final List<String> INCLUSION = List.of("Honor", "Ignore");

  private AffinityValidation() {}

  static void affinity(JsonObject affinity, FieldPath path, FieldErrors errors) {
    if (affinity.has("nodeAffinity")) {
      node(affinity.object("nodeAffinity"), path.child("nodeAffinity"), errors);
    }
    for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
      if (affinity.has(kind)) {
        pods(affinity.object(kind), path.child(kind), errors);
      }
    }
  }

  private static void node(JsonObject affinity, FieldPath path, FieldErrors errors) {
    if (affinity.has(REQUIRED)) {
      JsonArray terms = affinity.object(REQUIRED).array("nodeSelectorTerms");
      FieldPath at = path.child(REQUIRED, "nodeSelectorTerms");
      if (terms.isEmpty()) {
        errors.required(at, "must have at least one node selector term");
      }
      for (int i = 0; i < terms.size(); i++) {
        term(terms.object(i), at.index(i), errors);
      }
    }
    JsonArray preferred = affinity.array(PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      FieldPath at = path.child(PREFERRED).index(i);
      weight(preferred.object(i), at, errors);
      term(preferred.object(i).object("preference"), at.child("preference"), errors);
    }
  }

  private static void weight(JsonObject term, FieldPath path, FieldErrors errors) {
    long weight = term.integer("weight");
    if (weight <= 0 || weight > 100) {
      errors.invalid(path.child("weight"), weight, "must be in the range 1-100");
    }
  }

  /// A term of a node selector.
  public static void term(JsonObject term, FieldPath path, FieldErrors errors) {
    JsonArray expressions = term.array("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      JsonObject expression = expressions.object(i);
      FieldPath at = path.child("matchExpressions").index(i);
      String operator = expression.string("operator");
      int values = expression.array("values").size();
      switch (operator) {
        case "In", "NotIn" -> {
          if (values == 0) {
            errors.required(
                at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (values > 0) {
            errors.forbidden(
                at.child("values"),
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
          }
        }
        case "Gt", "Lt" -> {
          if (values != 1) {
            errors.required(
                at.child("values"),
                "must be specified single value when `operator` is 'Lt' or 'Gt'");
          }
        }
        default -> errors.invalid(at.child("operator"), operator, "not a valid selector operator");
      }
      String key = expression.string("key");
      errors.invalidEach(at.child("key"), key, Formats.qualifiedName(key));
      List<String> all = expression.array("values").strings();
      for (int j = 0; j < all.size(); j++) {
        errors.invalidEach(at.child("values").index(j), all.get(j), Formats.labelValue(all.get(j)));
      }
    }
    JsonArray fields = term.array("matchFields");
    for (int i = 0; i < fields.size(); i++) {
      field(fields.object(i), path.child("matchFields").index(i), errors);
    }
  }

  private static void field(JsonObject expression, FieldPath path, FieldErrors errors) {
    List<String> values = expression.array("values").strings();
    String operator = expression.string("operator");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      errors.invalid(path.child("operator"), operator, "not a valid selector operator");
    } else if (values.size() != 1) {
      errors.required(
          path.child("values"),
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    String key = expression.string("key");
    if (!key.equals("metadata.name")) {
      errors.invalid(path.child("key"), key, "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      errors.invalidEach(
          path.child("values").index(i), values.get(i), Formats.dnsSubdomain(values.get(i)));
    }
  }

  private static void pods(JsonObject affinity, FieldPath path, FieldErrors errors) {
    JsonArray required = affinity.array(REQUIRED);
    for (int i = 0; i < required.size(); i++) {
      podTerm(required.object(i), path.child(REQUIRED).index(i), errors);
    }
    JsonArray preferred = affinity.array(PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      FieldPath at = path.child(PREFERRED).index(i);
      weight(preferred.object(i), at, errors);
      podTerm(preferred.object(i).object("podAffinityTerm"), at.child("podAffinityTerm"), errors);
    }
  }

  private static void podTerm(JsonObject term, FieldPath path, FieldErrors errors) {
    LabelSelectorValidation.check(term.get("labelSelector"), path.child("labelSelector"), errors);
    LabelSelectorValidation.check(
        term.get("namespaceSelector"), path.child("namespaceSelector"), errors);
    for (String namespace : term.array("namespaces").strings()) {
      errors.invalidEach(path.child("namespace"), namespace, Formats.dnsLabel(namespace));
    }
    labelKeys(term, "matchLabelKeys", path, errors);
    labelKeys(term, "mismatchLabelKeys", path, errors);
    String key = term.string("topologyKey");
    if (key.isEmpty()) {
      errors.required(path.child("topologyKey"), "can not be empty");
    }
    errors.invalidEach(path.child("topologyKey"), key, Formats.qualifiedName(key));
  }

  static void spread(JsonArray constraints, FieldPath path, FieldErrors errors) {
    var seen = new HashSet<String>();
    for (int i = 0; i < constraints.size(); i++) {
      JsonObject constraint = constraints.object(i);
      FieldPath at = path.index(i);
      long skew = constraint.integer("maxSkew");
      if (skew <= 0) {
        errors.invalid(at.child("maxSkew"), skew, "must be greater than zero");
      }
      String key = constraint.string("topologyKey");
      if (key.isEmpty()) {
        errors.required(at.child("topologyKey"), "can not be empty");
      }
      String action = constraint.string("whenUnsatisfiable");
      if (!UNSATISFIABLE.contains(action)) {
        errors.notSupported(at.child("whenUnsatisfiable"), action, UNSATISFIABLE);
      }
      String pair = "{%s, %s}".formatted(key, action);
      if (!seen.add(pair)) {
        errors.duplicate(at.child("{topologyKey, whenUnsatisfiable}"), Json.of(pair));
      }
      if (constraint.has("minDomains")) {
        minDomains(constraint, action, at, errors);
      }
      PodSpecValidation.optionalChoice(constraint, "nodeAffinityPolicy", INCLUSION, at, errors);
      PodSpecValidation.optionalChoice(constraint, "nodeTaintsPolicy", INCLUSION, at, errors);
      LabelSelectorValidation.check(
          constraint.get("labelSelector"), at.child("labelSelector"), errors);
      labelKeys(constraint, "matchLabelKeys", at, errors);
    }
  }

  /// Keys of labels whose values the pod itself has.
  private static void labelKeys(JsonObject term, String field, FieldPath path, FieldErrors errors) {
    List<String> keys = term.array(field).strings();
    if (!keys.isEmpty() && !term.has("labelSelector")) {
      errors.forbidden(path.child(field), "must not be specified when labelSelector is not set");
    }
    for (int i = 0; i < keys.size(); i++) {
      errors.invalidEach(
          path.child(field).index(i), keys.get(i), Formats.qualifiedName(keys.get(i)));
    }
  }

  private static void minDomains(
      JsonObject constraint, String action, FieldPath path, FieldErrors errors) {
    long domains = constraint.integer("minDomains");
    if (domains <= 0) {
      errors.invalid(path.child("minDomains"), domains, "must be greater than zero");
    }
    if (!action.equals("DoNotSchedule")) {
      errors.invalid(
          path.child("minDomains"),
          domains,
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
    }
  }
}
