package k4j.apiserver.extension.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import k4j.api.cel.CelLimits;
import k4j.api.cel.CompileFailure;
import k4j.api.cel.Program;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.SchemaTypes;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.rule.Rule;
import k4j.apiserver.extension.rule.RuleTree;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.schema.ValueRules;
import org.jspecify.annotations.Nullable;

/// Compiles the rules of a definition's schema and adds up what they may cost
/// (apiextensions-apiserver, `validation/cel_validation.go`).
final class RuleCosts {

  private static final long UNBOUNDED = -1;
  private static final long REQUEST = 3 * 1024 * 1024;
  private static final int MOST_SHOWN = 4;

  private final FieldErrors errors;
  private final boolean known;
  private final List<Cost> expensive = new ArrayList<>();
  private long total;

  private record Cost(FieldPath path, long cost) {}

  /// Where a schema stands.
  ///
  /// @param often how many values of it an object may have; -1 where nothing limits that
  /// @param loose the list or map above whose items cannot be told apart, if any
  private record Place(FieldPath path, long often, @Nullable FieldPath loose) {}

  private RuleCosts(FieldErrors errors, boolean known) {
    this.errors = errors;
    this.known = known;
  }

  /// @param known whether the very schema was accepted before
  static void check(Structural root, boolean known, FieldPath path, FieldErrors errors) {
    if (!root.reachesValidations()) {
      return;
    }
    CelSchema schema = CelSchema.ofResource(root.raw());
    Optional<DeclType> type = SchemaTypes.of(schema);
    var costs = new RuleCosts(errors, known);
    type.ifPresent(of -> costs.visit(root, of.named("selfType"), new Place(path, 1, null)));
    if (costs.total > CelLimits.ESTIMATE_PER_DEFINITION) {
      for (Cost each : costs.expensive) {
        errors.forbidden(
            each.path(),
            "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3"
                + " schema");
      }
      errors.forbidden(
          path,
          exceeds(
              "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
              costs.total,
              CelLimits.ESTIMATE_PER_DEFINITION));
    }
  }

  private void visit(Structural schema, DeclType type, Place place) {
    List<JsonObject> rules = schema.validations();
    for (int i = 0; i < rules.size(); i++) {
      FieldPath path = place.path().child("x-kubernetes-validations").index(i);
      rule(rules.get(i), type, place, path);
    }
    long often = multiplied(place.often(), most(schema));
    schema
        .properties()
        .forEach((name, child) -> {
          DeclType of = RuleTree.fieldType(type, name);
          if (of != null && child.reachesValidations()) {
            FieldPath path = place.path().child("properties").key(name);
            visit(child, of, new Place(path, often, place.loose()));
          }
        });
    DeclType element = RuleTree.elementType(type);
    if (element == null) {
      return;
    }
    if (schema.items() != null && schema.items().reachesValidations()) {
      boolean keyed = schema.listType().equals("map") || place.loose() != null;
      FieldPath loose = keyed ? place.loose() : place.path();
      visit(schema.items(), element, new Place(place.path().child("items"), often, loose));
    }
    if (schema.additional() != null && schema.additional().reachesValidations()) {
      FieldPath path = place.path().child("additionalProperties");
      visit(schema.additional(), element, new Place(path, often, place.loose()));
    }
  }

  private static long most(Structural schema) {
    String limit =
        switch (schema.type()) {
          case "object" -> schema.hasAdditional() ? "maxProperties" : "";
          case "array" -> "maxItems";
          default -> "";
        };
    if (limit.isEmpty()) {
      return 1;
    }
    Long most = ValueRules.count(schema.raw(), limit);
    return most == null ? UNBOUNDED : Math.max(0, most);
  }

  private static long multiplied(long one, long other) {
    if (one == UNBOUNDED || other == UNBOUNDED) {
      return UNBOUNDED;
    }
    return saturated(one, other);
  }

  private static long saturated(long one, long other) {
    return one != 0 && Long.MAX_VALUE / one < other ? Long.MAX_VALUE : one * other;
  }

  private void rule(JsonObject source, DeclType type, Place place, FieldPath path) {
    Rule rule = Rule.compile(source, type);
    switch (rule.compiled()) {
      case CompileFailure(String why) ->
          errors.invalidWritten(path.child("rule"), written(source), why);
      case Program program -> {
        long often =
            place.often() == UNBOUNDED ? REQUEST / (type.minSerializedSize() + 1) : place.often();
        observe(saturated(program.estimateCost().max(), often), path.child("rule"), "rule");
      }
    }
    switch (rule.message()) {
      case CompileFailure(String why) ->
          errors.invalidWritten(path.child("messageExpression"), written(source), why);
      case Program program ->
          observe(
              program.estimateCost().max(), path.child("messageExpression"), "messageExpression");
      case null -> {}
    }
    if (rule.isTransition() && place.loose() != null) {
      errors.invalid(
          path.child("rule"),
          source.string("rule"),
          "oldSelf cannot be used on the uncorrelatable portion of the schema within "
              + place.loose());
    } else if (!rule.isTransition() && source.has("optionalOldSelf")) {
      errors.invalid(
          path.child("optionalOldSelf"),
          source.get("optionalOldSelf"),
          "may not be set if oldSelf is not used in rule");
    }
  }

  /// The rule as Go writes it.
  private static String written(JsonObject source) {
    var out = new StringBuilder("{\"Rule\":").append(text(source, "rule"));
    out.append(",\"Message\":").append(text(source, "message"));
    out.append(",\"MessageExpression\":").append(text(source, "messageExpression"));
    out.append(",\"Reason\":").append(source.get("reason"));
    out.append(",\"FieldPath\":").append(text(source, "fieldPath"));
    return out.append(",\"OptionalOldSelf\":")
        .append(source.get("optionalOldSelf"))
        .append('}')
        .toString();
  }

  private static Json text(JsonObject source, String name) {
    return Json.of(source.string(name));
  }

  private void observe(long cost, FieldPath path, String what) {
    if (!known && cost > CelLimits.ESTIMATE_PER_EXPRESSION) {
      errors.forbidden(
          path, exceeds("estimated " + what + " cost", cost, CelLimits.ESTIMATE_PER_EXPRESSION));
    }
    total = Long.MAX_VALUE - total < cost ? Long.MAX_VALUE : total + cost;
    if (cost >= CelLimits.ESTIMATE_PER_DEFINITION / 100) {
      expensive.add(new Cost(path, cost));
      expensive.sort(Comparator.comparingLong(Cost::cost).reversed());
      if (expensive.size() > MOST_SHOWN) {
        expensive.removeLast();
      }
    }
  }

  private static String exceeds(String what, long cost, long limit) {
    double factor = (double) cost / limit;
    String shown =
        factor > 100
            ? "more than 100x"
            : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
    return what
        + " exceeds budget by factor of "
        + shown
        + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
        + " arrays, maps, and strings are declared)";
  }
}
