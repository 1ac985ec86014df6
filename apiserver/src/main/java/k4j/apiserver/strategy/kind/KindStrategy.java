package k4j.apiserver.strategy.kind;

import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.strategy.Strategy;

/// Carries out the rules of one kind.
public class KindStrategy implements Strategy {

  private static final FieldPath METADATA = FieldPath.of("metadata");

  private final boolean namespaced;
  private final KindRules rules;

  public KindStrategy(boolean namespaced, KindRules rules) {
    this.namespaced = namespaced;
    this.rules = rules;
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    JsonObject result = rules.prepare().apply(object);
    if (rules.status()) {
      result = result.with("status", rules.initialStatus().apply(result));
    }
    return rules.generated().isEmpty()
        ? result
        : result.withAt(Json.of(1), "metadata", "generation");
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old, String subresource) {
    if (subresource.equals("status") && rules.status()) {
      JsonObject status = object.object("status");
      return withOnly(object, old, status);
    }
    JsonObject result = rules.status() ? copied(object, old, "status") : object;
    return counted(result, old);
  }

  /// The old object with a new status; of the metadata only what a status update may change.
  private static JsonObject withOnly(JsonObject object, JsonObject old, JsonObject status) {
    JsonObject result = old.with("metadata", object.object("metadata"));
    return result.with("status", status);
  }

  public static JsonObject copied(JsonObject object, JsonObject old, String field) {
    Json value = old.get(field);
    return value == null ? object.without(field) : object.with(field, value);
  }

  private JsonObject counted(JsonObject object, JsonObject old) {
    if (rules.generated().isEmpty()) {
      return object;
    }
    long generation = old.object("metadata").integer("generation");
    boolean changed = rules.generated().stream().anyMatch(field -> differs(object, old, field));
    return object.withAt(Json.of(changed ? generation + 1 : generation), "metadata", "generation");
  }

  private static boolean differs(JsonObject object, JsonObject old, String field) {
    String[] path = field.split("\\.");
    Json after = object.at(path);
    Json before = old.at(path);
    return after == null ? before != null : !after.equals(before);
  }

  @Override
  public List<Cause> validateCreate(JsonObject object) {
    var errors = new FieldErrors();
    ObjectMetaValidation.create(
        object.object("metadata"), namespaced, rules.names(), METADATA, errors);
    rules.validation().create(object, errors);
    return errors.causes();
  }

  @Override
  public List<Cause> validateUpdate(JsonObject object, JsonObject old, String subresource) {
    var errors = new FieldErrors();
    ObjectMetaValidation.update(
        object.object("metadata"), old.object("metadata"), METADATA, errors);
    rules.validation().update(object, old, subresource, errors);
    return errors.causes();
  }

  @Override
  public List<String> warnings(JsonObject object) {
    return rules.validation().warnings(object);
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return rules.createOnUpdate();
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return rules.unconditionalUpdate();
  }

  @Override
  public String defaultPropagation() {
    return rules.orphans() ? "orphan" : "background";
  }

  @Override
  public Set<String> resetFields(String subresource) {
    if (!rules.status()) {
      return Set.of();
    }
    return subresource.equals("status") ? Set.of("spec") : Set.of("status");
  }
}
