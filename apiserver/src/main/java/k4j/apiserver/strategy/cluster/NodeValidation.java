package k4j.apiserver.strategy.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.ResourceValidation;
import k4j.apiserver.strategy.warning.RangeForms;

/// Nodes. The errors of taints stand under `metadata`, as in Kubernetes.
public final class NodeValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath TAINTS = FieldPath.of("metadata").child("taints");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  @Override
  public void create(JsonObject node, FieldErrors errors) {
    taints(node.object("spec").array("taints"), errors);
    resources(node.object("status"), errors);
    ranges(node.object("spec"), errors);
  }

  private static void taints(JsonArray taints, FieldErrors errors) {
    var seen = new HashSet<String>();
    for (int i = 0; i < taints.size(); i++) {
      JsonObject taint = taints.object(i);
      FieldPath path = TAINTS.index(i);
      String key = taint.string("key");
      errors.invalidEach(path.child("key"), key, Formats.qualifiedName(key));
      List<String> wrong = Formats.labelValue(taint.string("value"));
      if (!wrong.isEmpty()) {
        errors.invalid(path.child("value"), taint.string("value"), String.join(";", wrong));
      }
      String effect = taint.string("effect");
      if (effect.isEmpty()) {
        errors.required(path.child("effect"));
      } else if (!EFFECTS.contains(effect)) {
        errors.notSupported(path.child("effect"), effect, EFFECTS);
      }
      if (!seen.add(effect + "/" + key)) {
        errors.duplicate(path, taint, "taints must be unique by key and effect pair");
      }
    }
  }

  private static void resources(JsonObject status, FieldErrors errors) {
    for (String list : new String[] {"capacity", "allocatable"}) {
      JsonObject amounts = status.object(list);
      for (String name : amounts.names()) {
        ResourceValidation.quantity(name, amounts, STATUS.child(list, name), errors);
      }
    }
  }

  private static void ranges(JsonObject spec, FieldErrors errors) {
    List<String> ranges = spec.array("podCIDRs").strings();
    FieldPath path = SPEC.child("podCIDRs");
    for (int i = 0; i < ranges.size(); i++) {
      errors.invalidEach(path.index(i), ranges.get(i), ValueFormats.cidr(ranges.get(i)));
    }
    if (ranges.size() < 2) {
      return;
    }
    for (int i = 0; i < ranges.size(); i++) {
      if (!ValueFormats.cidr(ranges.get(i)).isEmpty()) {
        errors.internal(
            path,
            "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[%d]: <nil>"
                    .formatted(i)
                + " (invalid CIDR address: %s)".formatted(ranges.get(i)));
        break;
      }
    }
    boolean dual = ranges.get(0).contains(":") != ranges.get(1).contains(":");
    boolean valid = ranges.stream().allMatch(range -> ValueFormats.cidr(range).isEmpty());
    if (!valid || !dual || ranges.size() > 2) {
      errors.invalid(
          path, spec.get("podCIDRs"), "may specify no more than one CIDR for each IP family");
    }
  }

  @Override
  public void update(JsonObject node, JsonObject old, String subresource, FieldErrors errors) {
    JsonObject spec = node.object("spec");
    JsonObject before = old.object("spec");
    if (subresource.isEmpty()) {
      create(node, errors);
    }
    resources(node.object("status"), errors);
    addresses(node.object("status").array("addresses"), errors);
    fixed(spec, before, errors);
    taints(spec.array("taints"), errors);
    if (!spec.string("externalID").equals(before.string("externalID"))) {
      errors.forbidden(SPEC.child("externalID"), "may not be updated");
    }
  }

  private static void fixed(JsonObject spec, JsonObject before, FieldErrors errors) {
    JsonArray ranges = before.array("podCIDRs");
    int changes = changes(spec.array("podCIDRs"), ranges);
    for (int i = 0; i < changes; i++) {
      errors.forbidden(
          SPEC.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
    }
    String provider = before.string("providerID");
    if (!provider.isEmpty() && !provider.equals(spec.string("providerID"))) {
      errors.forbidden(
          SPEC.child("providerID"),
          "node updates may not change providerID except from \"\" to valid");
    }
  }

  private static int changes(JsonArray now, JsonArray before) {
    if (before.isEmpty()) {
      return 0;
    }
    if (now.size() != before.size()) {
      return 1;
    }
    int changes = 0;
    for (int i = 0; i < now.size(); i++) {
      changes += now.get(i).equals(before.get(i)) ? 0 : 1;
    }
    return changes;
  }

  private static void addresses(JsonArray addresses, FieldErrors errors) {
    var seen = new HashSet<Json>();
    for (int i = 0; i < addresses.size(); i++) {
      if (!seen.add(addresses.get(i))) {
        errors.duplicate(STATUS.child("addresses").index(i), addresses.get(i));
      }
    }
  }

  @Override
  public List<String> warnings(JsonObject node) {
    JsonObject spec = node.object("spec");
    var out = new ArrayList<String>();
    if (spec.has("configSource")) {
      out.add("spec.configSource: the feature is removed");
    }
    if (!spec.string("externalID").isEmpty()) {
      out.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    RangeForms.each(spec.array("podCIDRs").strings(), FieldPath.of("spec").child("podCIDRs"), out);
    return List.copyOf(out);
  }
}
