package k4j.apiserver.extension;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.NameRule;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.extension.rule.RuleRun;
import k4j.apiserver.extension.rule.RuleTree;
import k4j.apiserver.extension.schema.ListUniqueness;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.validation.Before;
import k4j.apiserver.extension.validation.EmbeddedValidation;
import k4j.apiserver.extension.validation.ValueValidation;
import k4j.apiserver.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/// What the registry does for one version of a custom resource (apiextensions-apiserver,
/// `registry/customresource`). Pure.
final class CustomStrategy implements Strategy {

  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final Set<String> BLOCKING =
      Set.of(
          "FieldValueNotSupported",
          "FieldValueRequired",
          "FieldValueTooLong",
          "FieldValueTooMany",
          "FieldValueTypeInvalid");

  private final CustomVersion version;
  private final boolean status;
  private final @Nullable ScalePaths scale;

  CustomStrategy(CustomVersion version) {
    this.version = version;
    status =
        version.resource().subresources().stream().anyMatch(each -> each.name().equals("status"));
    scale = ScalePaths.of(version.json());
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    JsonObject result = status ? object.without("status") : object;
    return result.withAt(Json.of(1), "metadata", "generation");
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old, String subresource) {
    if (subresource.equals("status")) {
      return withStatusOf(object, old);
    }
    JsonObject result = object;
    if (status) {
      Json before = old.get("status");
      result = before == null ? result.without("status") : result.with("status", before);
    }
    if (result.without("metadata").equals(old.without("metadata"))) {
      return result;
    }
    long generation = old.object("metadata").integer("generation") + 1;
    return result.withAt(Json.of(generation), "metadata", "generation");
  }

  /// The old object with a new status, and with who owns it.
  private static JsonObject withStatusOf(JsonObject object, JsonObject old) {
    JsonObject metadata = old.object("metadata");
    Json managed = object.object("metadata").get("managedFields");
    metadata =
        managed == null
            ? metadata.without("managedFields")
            : metadata.with("managedFields", managed);
    Json now = object.get("status");
    JsonObject result = old.with("metadata", metadata);
    return now == null ? result.without("status") : result.with("status", now);
  }

  private boolean typeMeta(JsonObject object, FieldErrors errors) {
    String kind = version.kind().kind();
    if (!object.string("kind").equals(kind)) {
      errors.invalid(FieldPath.of("kind"), object.string("kind"), "must be " + kind);
    }
    if (!object.string("apiVersion").equals(version.apiVersion())) {
      errors.invalid(
          FieldPath.of("apiVersion"),
          object.string("apiVersion"),
          "must be " + version.apiVersion());
    }
    return errors.isEmpty();
  }

  @Override
  public List<Cause> validateCreate(JsonObject object) {
    var errors = new FieldErrors();
    if (!typeMeta(object, errors)) {
      return errors.causes();
    }
    Structural schema = version.schema();
    ObjectMetaValidation.createOfAnyGroup(
        object.object("metadata"),
        version.kind().namespaced(),
        NameRule.SUBDOMAIN,
        METADATA,
        errors);
    ValueValidation.check(object, schema, null, ValueValidation.NOWHERE, errors);
    if (scale != null) {
      scale.checkSpec(object, errors);
      scale.checkStatus(object, errors);
    }
    EmbeddedValidation.check(object, schema, FieldPath.ROOT, errors);
    ListUniqueness.check(object, schema, FieldPath.ROOT, errors);
    rules(object, null, errors, new FieldErrors());
    return errors.causes();
  }

  @Override
  public List<Cause> validateUpdate(JsonObject object, JsonObject old, String subresource) {
    return validateUpdate(object, old, subresource, _ -> {});
  }

  @Override
  public List<Cause> validateUpdate(
      JsonObject object, JsonObject old, String subresource, Consumer<String> warnings) {
    var errors = new FieldErrors();
    if (!typeMeta(object, errors)) {
      return errors.causes();
    }
    ObjectMetaValidation.update(
        object.object("metadata"), old.object("metadata"), METADATA, errors);
    Structural schema = version.schema();
    var before = new Before(old, schema);
    if (subresource.equals("status")) {
      statusUpdate(object, before, errors);
    } else {
      ValueValidation.check(object, schema, before, ValueValidation.NOWHERE, errors);
      if (scale != null) {
        scale.checkSpec(object, errors);
        scale.checkStatus(object, errors);
      }
      EmbeddedValidation.check(object, schema, FieldPath.ROOT, errors);
    }
    if (ListUniqueness.holds(old, schema)) {
      ListUniqueness.check(object, schema, FieldPath.ROOT, errors);
    }
    var forgiven = new FieldErrors();
    rules(object, before, errors, forgiven);
    forgiven.causes().stream().map(FieldErrors::text).forEach(warnings);
    return errors.causes();
  }

  /// The rules in CEL, which are asked only about objects whose values have the right types.
  private void rules(
      JsonObject object, @Nullable Before before, FieldErrors errors, FieldErrors forgiven) {
    RuleTree rules = version.rules();
    if (rules == null) {
      return;
    }
    if (errors.causes().stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
      errors.invalid(
          ValueValidation.NOWHERE,
          (Json) null,
          "some validation rules were not checked because the object was invalid; correct the"
              + " existing errors to complete validation");
    } else {
      RuleRun.check(rules, object, before, errors, forgiven);
    }
  }

  private void statusUpdate(JsonObject object, Before before, FieldErrors errors) {
    Json now = object.get("status");
    Structural schema = before.schema().properties().get("status");
    if (now != null && schema != null) {
      ValueValidation.check(
          now, schema, Before.field(before, "status"), FieldPath.of("status"), errors);
    }
    if (scale != null) {
      scale.checkStatus(object, errors);
    }
  }

  @Override
  public List<String> warnings(JsonObject object) {
    var result = new ArrayList<String>();
    for (String finalizer : object.object("metadata").array("finalizers").strings()) {
      result.addAll(warnings(finalizer));
    }
    return result;
  }

  private static List<String> warnings(String finalizer) {
    var result = new ArrayList<String>();
    String start = "metadata.finalizers: \"" + finalizer + "\": ";
    for (String wrong : Formats.qualifiedName(finalizer)) {
      result.add(start + wrong);
    }
    boolean standard = Set.of("orphan", "foregroundDeletion", "kubernetes").contains(finalizer);
    if (finalizer.indexOf('/') < 0 && !standard) {
      String path = finalizer.contains(".") ? " including a path (/)" : "";
      result.add(
          start
              + "prefer a domain-qualified finalizer name"
              + path
              + " to avoid accidental conflicts with other finalizer writers");
    }
    return result;
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return false;
  }

  @Override
  public Set<String> resetFields(String subresource) {
    if (subresource.equals("status")) {
      return Set.of("metadata", "spec");
    }
    return status ? Set.of("status") : Set.of();
  }
}
