package k4j.apiserver.strategy.workload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.IntOrString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.GoStruct;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.storage.ClaimValidation;
import k4j.apiserver.strategy.warning.ClaimWarnings;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Stateful sets.
public final class StatefulSetValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public void create(JsonObject set, FieldErrors errors) {
    whole(set, true, errors);
  }

  /// @param made whether the set is new, so that its claims are judged
  private static void whole(JsonObject set, boolean made, FieldErrors errors) {
    JsonObject spec = set.object("spec");
    switch (spec.string("podManagementPolicy")) {
      case "" -> errors.required(SPEC.child("podManagementPolicy"));
      case "OrderedReady", "Parallel" -> {}
      default ->
          errors.invalid(
              SPEC.child("podManagementPolicy"),
              spec.string("podManagementPolicy"),
              "must be 'OrderedReady' or 'Parallel'");
    }
    strategy(spec.object("updateStrategy"), SPEC.child("updateStrategy"), errors);
    JsonObject retention = spec.object("persistentVolumeClaimRetentionPolicy");
    FieldPath at = SPEC.child("persistentVolumeClaimRetentionPolicy");
    Checks.optionalChoice(retention, "whenDeleted", List.of("Retain", "Delete"), at, errors);
    Checks.optionalChoice(retention, "whenScaled", List.of("Retain", "Delete"), at, errors);
    Checks.notNegative(spec, "replicas", SPEC, errors);
    Checks.notNegative(spec, "minReadySeconds", SPEC, errors);
    Checks.notNegative(spec.object("ordinals"), "start", SPEC.child("ordinals"), errors);
    String service = spec.string("serviceName");
    if (!service.isEmpty()) {
      errors.invalidEach(SPEC.child("serviceName"), service, Formats.dnsLabel(service));
    }
    Templates.selector(spec, "statefulset", SPEC, errors);
    if (made) {
      claims(spec.array("volumeClaimTemplates"), errors);
    }
    Templates.lasting(withClaims(spec), "StatefulSet", SPEC, errors);
  }

  private static void claims(JsonArray claims, FieldErrors errors) {
    for (int i = 0; i < claims.size(); i++) {
      ClaimValidation.spec(
          claims.object(i).object("spec"),
          SPEC.child("volumeClaimTemplates").index(i).child("spec"),
          errors);
    }
  }

  /// The set with the volumes that its pods will have.
  private static JsonObject withClaims(JsonObject spec) {
    JsonArray claims = spec.array("volumeClaimTemplates");
    JsonObject podSpec = spec.object("template").object("spec");
    JsonArray volumes = JsonArray.EMPTY;
    var names = new HashSet<String>();
    for (JsonObject claim : claims.objects()) {
      String name = claim.object("metadata").string("name");
      if (!names.add(name)) {
        continue;
      }
      JsonObject source = JsonObject.EMPTY.with("claimName", name);
      volumes =
          volumes.with(JsonObject.EMPTY.with("name", name).with("persistentVolumeClaim", source));
    }
    for (JsonObject volume : podSpec.array("volumes").objects()) {
      volumes = names.contains(volume.string("name")) ? volumes : volumes.with(volume);
    }
    return claims.isEmpty() ? spec : spec.withAt(volumes, "template", "spec", "volumes");
  }

  private static void strategy(JsonObject strategy, FieldPath path, FieldErrors errors) {
    JsonObject rolling = strategy.object("rollingUpdate");
    FieldPath at = path.child("rollingUpdate");
    switch (strategy.string("type")) {
      case "" -> errors.required(path);
      case "OnDelete" -> {
        if (strategy.has("rollingUpdate")) {
          errors.invalidWritten(
              at, shown(rolling), "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> {
        Checks.notNegative(rolling, "partition", at, errors);
        if (rolling.has("maxUnavailable")) {
          Checks.amountOrPercent(rolling, "maxUnavailable", at, errors);
          IntOrString value = IntOrString.of(rolling.get("maxUnavailable"));
          if (value.isText() ? value.percent().orElse(1) == 0 : value.number() == 0) {
            errors.invalid(
                at.child("maxUnavailable"), rolling.get("maxUnavailable"), "cannot be 0");
          }
        }
      }
      default -> {
        String given = strategy.has("rollingUpdate") ? shown(rolling) : "null";
        String whole = GoStruct.of(strategy).text("Type").written("RollingUpdate", given).show();
        errors.invalidWritten(path, whole, "must be 'RollingUpdate' or 'OnDelete'");
      }
    }
  }

  private static String shown(JsonObject rolling) {
    return GoStruct.of(rolling)
        .written("Partition", Long.toString(rolling.integer("partition")))
        .pointer("MaxUnavailable")
        .show();
  }

  @Override
  public void update(JsonObject set, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.equals("status")) {
      WorkloadStatus.STATEFUL_SET.check(set, old, errors);
      return;
    }
    if (!subresource.isEmpty()) {
      return;
    }
    whole(set, false, errors);
    JsonObject spec = set.object("spec");
    JsonObject before = old.object("spec");
    for (String field : CHANGEABLE) {
      Json value = before.get(field);
      spec = value == null ? spec.without(field) : spec.with(field, value);
    }
    if (!spec.equals(before)) {
      errors.forbidden(
          SPEC,
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'"
              + " and 'minReadySeconds' are forbidden");
    }
  }

  @Override
  public List<String> warnings(JsonObject set) {
    List<String> all = new ArrayList<>(TemplateWarnings.of(set));
    all.addAll(others(set, "spec"));
    return all;
  }

  @Override
  public List<String> warnings(JsonObject set, JsonObject old) {
    List<String> all = new ArrayList<>();
    if (TemplateWarnings.isNew(set, old)) {
      all.addAll(TemplateWarnings.of(set));
    }
    all.addAll(others(set, "Spec"));
    return all;
  }

  private static List<String> others(JsonObject set, String claimSpec) {
    List<String> all = new ArrayList<>();
    JsonArray claims = set.object("spec").array("volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      FieldPath path = SPEC.child("volumeClaimTemplates").index(i).child(claimSpec);
      all.addAll(ClaimWarnings.of(claims.object(i).object("spec"), path));
    }
    if (set.object("spec").integer("revisionHistoryLimit") < 0) {
      all.add(
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >="
              + " 0 is recommended");
    }
    return all;
  }
}
