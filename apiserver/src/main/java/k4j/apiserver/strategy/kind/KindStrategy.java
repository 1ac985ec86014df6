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
    if (rules.status().isPresent()) {
      result = result.with("status", rules.status().get().initial().apply(result));
    }
    return rules.generation().created(result);
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old, String subresource) {
    if (subresource.equals("status") && rules.status().isPresent()) {
      return rules.status().get().update(object, old);
    }
    JsonObject result = rules.status().isPresent() ? copied(object, old, "status") : object;
    return rules.generation().updated(rules.change().apply(result, old), old);
  }

  public static JsonObject copied(JsonObject object, JsonObject from, String field) {
    Json value = from.get(field);
    return value == null ? object.without(field) : object.with(field, value);
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
    for (int i = rules.habits().metadataCheckedOnce() ? 1 : 0; i < 2; i++) {
      ObjectMetaValidation.update(
          object.object("metadata"), old.object("metadata"), METADATA, errors);
    }
    rules.validation().update(object, old, subresource, errors);
    return errors.causes();
  }

  @Override
  public List<String> warnings(JsonObject object) {
    return rules.validation().warnings(object);
  }

  @Override
  public List<String> warnings(JsonObject object, JsonObject old) {
    return rules.validation().warnings(object, old);
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return rules.habits().createOnUpdate();
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return rules.habits().unconditionalUpdate();
  }

  @Override
  public String defaultPropagation() {
    return rules.habits().orphans() ? "orphan" : "background";
  }

  @Override
  public Set<String> resetFields(String subresource) {
    return rules
        .status()
        .map(status -> subresource.equals("status") ? status.resets() : Set.of("status"))
        .orElse(Set.of());
  }
}
