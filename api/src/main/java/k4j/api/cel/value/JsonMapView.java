package k4j.api.cel.value;

import java.util.ArrayList;
import java.util.List;
import k4j.api.cel.type.CelSchema;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// An object of the tree. By a schema with properties its keys are their escaped names, and what
/// the schema does not name is not seen; else the keys are the names that stand there.
public record JsonMapView(JsonObject object, @Nullable CelSchema schema) implements CelMap {

  @Override
  public int size() {
    return fields() == null ? object.size() : keyList().size();
  }

  private @Nullable CelSchema fields() {
    return schema != null && (schema.isObject() || schema.additionalProperties() == null)
        ? schema
        : null;
  }

  @Override
  public @Nullable Object find(Object key) {
    if (!(key instanceof String name)) {
      throw EvaluationException.noSuchOverload();
    }
    CelSchema fields = fields();
    return fields == null ? entry(name) : property(fields, name);
  }

  private @Nullable Object entry(String name) {
    Json found = object.get(name);
    return found == null
        ? null
        : JsonValues.of(found, schema == null ? null : schema.additionalProperties());
  }

  /// A nullable property that is null counts as absent.
  private @Nullable Object property(CelSchema fields, String identifier) {
    String name = fields.propertyOf(identifier);
    CelSchema property = name == null ? null : fields.properties().get(name);
    if (name == null || property == null) {
      return null;
    }
    Json found = object.get(name);
    return found == null || found instanceof JsonNull ? null : JsonValues.typed(found, property);
  }

  @Override
  public Iterable<?> keys() {
    return keyList();
  }

  private List<String> keyList() {
    CelSchema fields = fields();
    if (fields == null) {
      return object.names();
    }
    var present = new ArrayList<String>();
    for (String identifier : fields.identifiers()) {
      Json found = object.get(String.valueOf(fields.propertyOf(identifier)));
      if (found != null && !(found instanceof JsonNull)) {
        present.add(identifier);
      }
    }
    return present;
  }

  @Override
  public String typeName() {
    return fields() == null ? "map" : "object";
  }

  /// Two objects of one schema are equal if everything that stands there is, seen or not.
  @Override
  public boolean sameAs(CelMap other) {
    if (other instanceof JsonMapView(var that, var theirs)
        && theirs == schema
        && object.equals(that)) {
      return true;
    }
    return CelMap.super.sameAs(other);
  }
}
