package k4j.apiserver.extension.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.PropertyNames;
import k4j.api.cel.type.SchemaTypes;
import k4j.api.json.JsonObject;
import k4j.apiserver.extension.definition.SchemaPath;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// The compiled rules of a schema, arranged as the schema is.
///
/// @param node the schema of the values that the rules are about
/// @param schema the same, as expressions see it
/// @param places where each rule wants its failure to be shown; empty at the value itself
public record RuleTree(
    Structural node,
    CelSchema schema,
    List<Rule> rules,
    List<String> places,
    @Nullable RuleTree items,
    @Nullable RuleTree values,
    Map<String, RuleTree> fields,
    List<RuleTree> all) {

  public RuleTree {
    rules = List.copyOf(rules);
    places = List.copyOf(places);
    fields = Map.copyOf(fields);
    all = List.copyOf(all);
  }

  /// Of a whole object; null where it has no rules.
  public static @Nullable RuleTree of(Structural root) {
    if (!root.reachesValidations()) {
      return null;
    }
    return of(root, CelSchema.ofResource(root.raw()));
  }

  /// Of a value inside of an object; null where it has no rules.
  public static @Nullable RuleTree ofValue(Structural schema) {
    return schema.reachesValidations() ? of(schema, CelSchema.of(schema.raw())) : null;
  }

  private static @Nullable RuleTree of(Structural rules, CelSchema schema) {
    return SchemaTypes.of(schema)
        .map(type -> of(rules, rules, schema, type.named("selfType")))
        .orElse(null);
  }

  /// @param rules the schema that holds the rules: the node's own, or one beside it
  private static RuleTree of(Structural rules, Structural node, CelSchema schema, DeclType type) {
    List<JsonObject> sources = rules.validations();
    var fields = new LinkedHashMap<String, RuleTree>();
    rules
        .properties()
        .forEach((name, child) -> {
          Structural own = node.properties().get(name);
          CelSchema inner = schema.properties().get(name);
          DeclType of = fieldType(type, name);
          if (own != null && inner != null && of != null && matters(child)) {
            fields.put(name, of(child, own, inner, of));
          }
        });
    var all = new ArrayList<RuleTree>();
    for (Structural beside : rules.rules().allOf()) {
      if (matters(beside)) {
        all.add(of(beside, node, schema, type));
      }
    }
    return new RuleTree(
        node,
        schema,
        sources.stream().map(source -> Rule.compile(source, type)).toList(),
        sources.stream().map(source -> place(source, node)).toList(),
        below(rules.items(), node.items(), schema.items(), type),
        below(rules.additional(), node.additional(), schema.additionalProperties(), type),
        fields,
        all);
  }

  private static boolean matters(Structural rules) {
    return rules.reachesValidations() || !rules.rules().allOf().isEmpty();
  }

  private static @Nullable RuleTree below(
      @Nullable Structural rules,
      @Nullable Structural node,
      @Nullable CelSchema schema,
      DeclType type) {
    DeclType inner = elementType(type);
    return rules != null && node != null && schema != null && inner != null && matters(rules)
        ? of(rules, node, schema, inner)
        : null;
  }

  /// The type of items or values; null where they have none.
  public static @Nullable DeclType elementType(DeclType type) {
    return switch (type) {
      case DeclType.ListOf list -> list.element();
      case DeclType.MapOf map -> map.value();
      case DeclType.Simple _, DeclType.OptionalOf _, DeclType.ObjectOf _ -> null;
    };
  }

  /// The type of a field; null where expressions cannot use it.
  public static @Nullable DeclType fieldType(DeclType type, String name) {
    if (!(type instanceof DeclType.ObjectOf object)) {
      return null;
    }
    return PropertyNames.escape(name).map(escaped -> object.fields().get(escaped)).orElse(null);
  }

  private static String place(JsonObject rule, Structural node) {
    String path = rule.string("fieldPath");
    if (path.isEmpty()) {
      return "";
    }
    SchemaPath found = SchemaPath.find(path, node, true);
    return found.schema() == null ? "" : found.path().toString();
  }
}
