package k4j.apiserver.strategy.kind;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.NameRule;

/// Namespaces: they are emptied by their own finalizer before they go.
public final class NamespaceStrategy extends KindStrategy {

  private static final String FINALIZER = "kubernetes";

  public NamespaceStrategy() {
    super(
        false,
        KindRules.PLAIN
            .withNames(NameRule.LABEL)
            .withStatus()
            .startingWith(_ -> JsonObject.EMPTY.with("phase", "Active")));
  }

  @Override
  public JsonObject prepareForCreate(JsonObject namespace) {
    JsonObject result = super.prepareForCreate(namespace);
    var finalizers = new ArrayList<>(result.object("spec").array("finalizers").strings());
    if (!finalizers.contains(FINALIZER)) {
      finalizers.add(FINALIZER);
    }
    return named(result.withAt(JsonArray.ofStrings(finalizers), "spec", "finalizers"));
  }

  private static JsonObject named(JsonObject namespace) {
    String name = namespace.object("metadata").string("name");
    return name.isEmpty()
        ? namespace
        : namespace.withAt(Json.of(name), "metadata", "labels", "kubernetes.io/metadata.name");
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject namespace, JsonObject old, String subresource) {
    return switch (subresource) {
      case "finalize" -> {
        JsonObject spec = namespace.object("spec");
        JsonObject result = old.with("metadata", namespace.object("metadata"));
        yield result.with("spec", spec);
      }
      case "" ->
          named(
              KindStrategy.copied(
                  super.prepareForUpdate(namespace, old, subresource), old, "spec"));
      default -> super.prepareForUpdate(namespace, old, subresource);
    };
  }

  @Override
  public List<Cause> validateUpdate(JsonObject namespace, JsonObject old, String subresource) {
    var errors = new FieldErrors();
    errors.addAll(super.validateUpdate(namespace, old, subresource));
    switch (subresource) {
      case "finalize" -> finalizers(namespace, errors);
      case "status" -> phase(namespace, errors);
      default -> {}
    }
    return errors.causes();
  }

  private static void phase(JsonObject namespace, FieldErrors errors) {
    boolean deleted = namespace.object("metadata").has("deletionTimestamp");
    String phase = namespace.object("status").string("phase");
    String right = deleted ? "Terminating" : "Active";
    if (!phase.equals(right)) {
      errors.invalid(
          FieldPath.of("status").child("Phase"),
          phase,
          "may only be '%s' if `deletionTimestamp` is %sempty"
              .formatted(right, deleted ? "not " : ""));
    }
  }

  private static void finalizers(JsonObject namespace, FieldErrors errors) {
    List<String> finalizers = namespace.object("spec").array("finalizers").strings();
    for (int i = 0; i < finalizers.size(); i++) {
      String name = finalizers.get(i);
      FieldPath path = FieldPath.of("spec").child("finalizers").index(i);
      errors.invalidEach(path, name, Formats.qualifiedName(name));
      if (name.indexOf('/') < 0 && !name.equals(FINALIZER)) {
        errors.invalid(
            path, name, "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }
}
