package k4j.api.defaulting;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.codec.ZeroFields;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.quantity.Quantity;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Fills in what a client left out: the defaults that the schema declares, and the rules of
/// `DefaultRules`, outer definitions first. Parts below which nothing is ever filled in are not
/// visited.
public final class Defaults {

  private final Map<ObjectType, Plan> plans = new ConcurrentHashMap<>();

  /// @param structs the parts that are there from the beginning
  /// @param declared what is filled in after the rule, which takes an empty value for none
  /// @param inner the fields below which something may be filled in
  private record Plan(
      @Nullable Rule rule,
      Map<String, Json> structs,
      Map<String, Json> declared,
      Map<String, Type> inner) {
    boolean idle() {
      return rule == null && structs.isEmpty() && declared.isEmpty() && inner.isEmpty();
    }
  }

  /// The object with its defaults; the same one where nothing was missing.
  public JsonObject apply(JsonObject object, ObjectType type) {
    Plan plan = plan(type, new HashSet<>());
    JsonObject result = withMissing(object, plan.structs());
    result = plan.rule() == null ? result : plan.rule().apply(result);
    result = withMissing(result, plan.declared());
    if (plan.inner().isEmpty()) {
      return result;
    }
    for (int i = 0; i < result.size(); i++) {
      Type inner = plan.inner().get(result.nameAt(i));
      if (inner != null) {
        result = result.with(result.nameAt(i), value(result.valueAt(i), inner));
      }
    }
    return result;
  }

  private static JsonObject withMissing(JsonObject object, Map<String, Json> values) {
    JsonObject result = object;
    for (Map.Entry<String, Json> each : values.entrySet()) {
      if (!result.has(each.getKey())) {
        result = result.with(each.getKey(), each.getValue());
      }
    }
    return result;
  }

  private Json value(Json value, Type type) {
    return switch (type) {
      case ObjectType object when value instanceof JsonObject given -> apply(given, object);
      case Type.ListOf list when value instanceof JsonArray given -> {
        JsonArray result = given;
        for (int i = 0; i < given.size(); i++) {
          Json after = value(given.get(i), list.element());
          if (!after.equals(given.get(i))) {
            result = result.withAt(i, after);
          }
        }
        yield result;
      }
      case Type.MapOf map when value instanceof JsonObject given -> {
        JsonObject result = given;
        for (int i = 0; i < given.size(); i++) {
          result = result.with(given.nameAt(i), value(given.valueAt(i), map.value()));
        }
        yield result;
      }
      case Type.Scalar _ when value instanceof JsonString text -> roundedToMilli(text);
      default -> value;
    };
  }

  /// Amounts of resources are never finer than a thousandth.
  private static Json roundedToMilli(JsonString text) {
    String given = text.value();
    char last = given.isEmpty() ? ' ' : given.charAt(given.length() - 1);
    boolean finer = last == 'n' || last == 'u' || given.contains("e-") || given.contains("E-");
    return finer ? Quantity.ofMilli(Quantity.parse(given).milliValue()).json() : text;
  }

  private Plan plan(ObjectType type, Set<ObjectType> underway) {
    Plan known = plans.get(type);
    if (known != null) {
      return known;
    }
    underway.add(type);
    var structs = new HashMap<String, Json>();
    var declared = new HashMap<String, Json>();
    var inner = new HashMap<String, Type>();
    for (Field field : type.fields()) {
      Json zero = field.zero();
      if (zero != null && zero != JsonNull.NULL) { // nulls are shown, but not held
        (zero == JsonObject.EMPTY ? structs : declared).put(field.name(), zero);
      }
      Json value = field.defaultValue();
      if (value != null && (!isZero(value) || ZeroFields.kept(type.name(), field.name()))) {
        declared.put(field.name(), value);
      }
      if (reaches(field.type(), underway)) {
        inner.put(field.name(), field.type());
      }
    }
    underway.remove(type);
    var plan =
        new Plan(
            DefaultRules.of(type.name()),
            Map.copyOf(structs),
            Map.copyOf(declared),
            Map.copyOf(inner));
    if (underway.isEmpty()) { // else a recursive type might not be judged to its end
      plans.put(type, plan);
    }
    return plan;
  }

  private boolean reaches(Type type, Set<ObjectType> underway) {
    return switch (type) {
      case ObjectType object -> !underway.contains(object) && !plan(object, underway).idle();
      case Type.ListOf list -> reaches(list.element(), underway);
      case Type.MapOf map ->
          map.value() instanceof Type.Scalar scalar
              ? scalar.kind() == Type.ScalarKind.QUANTITY
              : reaches(map.value(), underway);
      case Type.Scalar _, Type.Anything _ -> false;
    };
  }

  private static boolean isZero(Json value) {
    return switch (value) {
      case JsonString text -> text.value().isEmpty();
      case JsonInteger number -> number.value() == 0;
      case JsonBoolean truth -> !truth.value();
      case JsonObject object -> object.isEmpty();
      case JsonArray array -> array.isEmpty();
      default -> false;
    };
  }
}
