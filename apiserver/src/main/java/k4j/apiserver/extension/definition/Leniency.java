package k4j.apiserver.extension.definition;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;

/// What an update may leave wrong because it was wrong before. Pure.
///
/// @param schemas whether versions may lack one
/// @param structural whether schemas may be no structural ones
/// @param types whether types may be unknown ones
/// @param sets whether items of sets may be merged
/// @param keys whether keys of lists may be neither required nor defaulted
/// @param established whether the names are fixed
/// @param reviews whether none of the conversion's versions need be known
/// @param accepted the schemas that were there before
/// @param bundle whether the conversion's certificates may be broken
record Leniency(
    boolean schemas,
    boolean structural,
    boolean types,
    boolean sets,
    boolean keys,
    boolean established,
    boolean reviews,
    boolean bundle,
    Set<JsonObject> accepted) {

  Leniency {
    accepted = Set.copyOf(accepted);
  }

  static final Leniency NONE =
      new Leniency(false, false, false, false, false, false, false, true, Set.of());

  static Leniency of(JsonObject old) {
    JsonObject spec = old.object("spec");
    List<Structural> schemas =
        spec.array("versions").objects().stream()
            .map(version -> Structural.of(version.object("schema").object("openAPIV3Schema")))
            .toList();
    boolean established = DefinitionConditions.isTrue(old, DefinitionConditions.ESTABLISHED);
    JsonObject webhook = spec.object("conversion").object("webhook");
    String bundle = webhook.object("clientConfig").string("caBundle");
    List<String> reviews = webhook.array("conversionReviewVersions").strings();
    return new Leniency(
        spec.array("versions").objects().stream()
            .anyMatch(version -> !version.object("schema").has("openAPIV3Schema")),
        schemas.stream().anyMatch(Leniency::isNoStructural),
        schemas.stream().flatMap(SchemaWalk::all).anyMatch(SchemaValidation::hasWrongType),
        schemas.stream().flatMap(SchemaWalk::all).anyMatch(ListValidation::hasMergedItems),
        schemas.stream().flatMap(SchemaWalk::all).anyMatch(ListValidation::hasLooseKeys),
        established,
        !reviews.isEmpty() && !reviews.contains("v1") && !reviews.contains("v1beta1"),
        !established || (!bundle.isEmpty() && !CaBundle.isValid(bundle)),
        schemas.stream().map(Structural::raw).collect(Collectors.toSet()));
  }

  private static boolean isNoStructural(Structural schema) {
    var errors = new FieldErrors();
    StructuralRules.check(schema, FieldPath.ROOT, errors);
    return !errors.isEmpty();
  }
}
