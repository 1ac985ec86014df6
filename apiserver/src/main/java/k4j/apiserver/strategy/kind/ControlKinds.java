package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.cluster.FlowSchemaValidation;
import k4j.apiserver.strategy.cluster.LeaseValidations;
import k4j.apiserver.strategy.cluster.PriorityLevelValidation;
import k4j.apiserver.strategy.cluster.RuntimeClassValidation;

/// How the cluster runs itself: coordination.k8s.io, flowcontrol.apiserver.k8s.io, node.k8s.io.
public final class ControlKinds {

  private ControlKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    rules.put(
        "leases.coordination.k8s.io",
        KindRules.PLAIN
            .creatingOnUpdate()
            .needingVersion()
            .preparing(lease -> withoutCoordination(lease, JsonObject.EMPTY))
            .changing(ControlKinds::withoutCoordination)
            .validating(LeaseValidations.LEASE));
    rules.put(
        "leasecandidates.coordination.k8s.io",
        KindRules.PLAIN
            .withNames(NameRule.ANY)
            .creatingOnUpdate()
            .needingVersion()
            .validating(LeaseValidations.CANDIDATE));
    rules.put(
        "flowschemas.flowcontrol.apiserver.k8s.io",
        KindRules.SPEC
            .statusKeeping("metadata")
            .checkingMetadataOnce()
            .validating(new FlowSchemaValidation()));
    rules.put(
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
        KindRules.SPEC
            .statusKeeping("metadata")
            .checkingMetadataOnce()
            .validating(new PriorityLevelValidation()));
    rules.put(
        "runtimeclasses.node.k8s.io",
        KindRules.PLAIN
            .creatingOnUpdate()
            .needingVersion()
            .validating(new RuntimeClassValidation()));
    return rules;
  }

  /// Coordinated leader election is an alpha feature; a lease that uses it goes on to.
  private static JsonObject withoutCoordination(JsonObject lease, JsonObject old) {
    JsonObject result = lease;
    for (String field : new String[] {"strategy", "preferredHolder"}) {
      result = old.object("spec").has(field) ? result : result.withoutAt("spec", field);
    }
    return result;
  }
}
