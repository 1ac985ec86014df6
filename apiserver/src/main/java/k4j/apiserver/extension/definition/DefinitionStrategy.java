package k4j.apiserver.extension.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.NameRule;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.validation.ValueFormat;
import k4j.apiserver.strategy.Strategy;

/// What the registry does for CustomResourceDefinitions (apiextensions-apiserver,
/// `registry/customresourcedefinition`). Pure.
public final class DefinitionStrategy implements Strategy {

  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final FieldPath STATUS = FieldPath.of("status");

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return withStorageVersion(object.without("status"))
        .withAt(Json.of(1), "metadata", "generation");
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old, String subresource) {
    if (subresource.equals("status")) {
      Json spec = old.get("spec");
      return spec == null ? object : object.with("spec", spec);
    }
    Json status = old.get("status");
    JsonObject result = status == null ? object.without("status") : object.with("status", status);
    if (!result.object("spec").equals(old.object("spec"))) {
      long generation = old.object("metadata").integer("generation") + 1;
      result = result.withAt(Json.of(generation), "metadata", "generation");
    }
    return withStorageVersion(result);
  }

  /// The version in which objects are stored now joins those in which some may be stored.
  private static JsonObject withStorageVersion(JsonObject definition) {
    JsonArray stored = definition.object("status").array("storedVersions");
    for (JsonObject version : definition.object("spec").array("versions").objects()) {
      if (version.bool("storage")) {
        return stored.strings().contains(version.string("name"))
            ? definition
            : definition.withAt(
                stored.with(Json.of(version.string("name"))), "status", "storedVersions");
      }
    }
    return definition;
  }

  @Override
  public List<Cause> validateCreate(JsonObject object) {
    var errors = new FieldErrors();
    ObjectMetaValidation.createOfAnyGroup(
        object.object("metadata"), false, NameRule.SUBDOMAIN, METADATA, errors);
    JsonObject spec = object.object("spec");
    String name = object.object("metadata").string("name");
    String wanted = spec.object("names").string("plural") + "." + spec.string("group");
    if (!name.isEmpty() && !name.equals(wanted)) {
      errors.invalid(METADATA.child("name"), name, "must be spec.names.plural+\".\"+spec.group");
    }
    new SpecValidation(errors, Leniency.NONE).check(spec);
    status(object, errors);
    approval(object, JsonObject.EMPTY, errors);
    preserve(object, JsonObject.EMPTY, errors);
    return errors.causes();
  }

  @Override
  public List<Cause> validateUpdate(JsonObject object, JsonObject old, String subresource) {
    var errors = new FieldErrors();
    ObjectMetaValidation.update(
        object.object("metadata"), old.object("metadata"), METADATA, errors);
    if (subresource.equals("status")) {
      NamesValidation.check(
          object.object("status").object("acceptedNames"), STATUS.child("acceptedNames"), errors);
      return errors.causes();
    }
    new SpecValidation(errors, Leniency.of(old)).update(object.object("spec"), old);
    status(object, errors);
    approval(object, old, errors);
    preserve(object, old, errors);
    return errors.causes();
  }

  private static void status(JsonObject object, FieldErrors errors) {
    NamesValidation.check(
        object.object("status").object("acceptedNames"), STATUS.child("acceptedNames"), errors);
    JsonArray stored = object.object("status").array("storedVersions");
    FieldPath path = STATUS.child("storedVersions");
    if (stored.isEmpty()) {
      errors.invalid(path, (Json) null, "must have at least one stored version");
      return;
    }
    List<String> names = stored.strings();
    var missing = new ArrayList<String>(names);
    for (JsonObject version : object.object("spec").array("versions").objects()) {
      String name = version.string("name");
      if (version.bool("storage") && !names.contains(name)) {
        errors.invalid(path, stored, "must have the storage version " + name);
      }
      missing.remove(name);
    }
    for (String name : missing) {
      errors.invalid(
          path.index(names.indexOf(name)),
          name,
          ("missing from spec.versions; %s was previously a storage version, and must remain in"
                  + " spec.versions until a storage migration ensures no data remains persisted in"
                  + " %s and removes %s from status.storedVersions")
              .formatted(name, name, name));
    }
  }

  private static void approval(JsonObject object, JsonObject old, FieldErrors errors) {
    if (!StatusPlan.isProtected(object.object("spec").string("group"))) {
      return;
    }
    String annotation = StatusPlan.annotation(object);
    var state = StatusPlan.approval(annotation);
    boolean same =
        !old.isEmpty()
            && StatusPlan.approval(StatusPlan.annotation(old)).reason().equals(state.reason());
    FieldPath path = METADATA.child("annotations").key(StatusPlan.APPROVED);
    if (!same && state.reason().equals("InvalidAnnotation")) {
      errors.invalid(path, annotation, state.message());
    } else if (!same && state.reason().equals("MissingAnnotation")) {
      errors.required(path, state.message());
    }
  }

  private static void preserve(JsonObject object, JsonObject old, FieldErrors errors) {
    if (object.object("spec").bool("preserveUnknownFields")
        && !old.object("spec").bool("preserveUnknownFields")) {
      errors.invalid(
          FieldPath.of("spec").child("preserveUnknownFields"),
          Json.of(true),
          "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
              + " spec.versions[*].schema instead");
    }
  }

  @Override
  public List<String> warnings(JsonObject object) {
    var result = new ArrayList<String>();
    for (JsonObject version : object.object("spec").array("versions").objects()) {
      Structural schema = Structural.of(version.object("schema").object("openAPIV3Schema"));
      SchemaWalk.all(schema)
          .filter(each -> !each.format().isEmpty())
          .filter(each -> !ValueFormat.isKnown(each.type(), each.format()))
          .forEach(each -> result.add("unrecognized format " + GoQuote.quote(each.format())));
    }
    return result;
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return false;
  }

  @Override
  public Set<String> resetFields(String subresource) {
    return Set.of(subresource.equals("status") ? "spec" : "status");
  }
}
