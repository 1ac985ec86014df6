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
            .preparing(ControlKinds::withoutCoordination)
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
        KindRules.SPEC_AND_STATUS.validating(new FlowSchemaValidation()));
    rules.put(
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
        KindRules.SPEC_AND_STATUS.validating(new PriorityLevelValidation()));
    rules.put(
        "runtimeclasses.node.k8s.io",
        KindRules.PLAIN
            .creatingOnUpdate()
            .needingVersion()
            .validating(new RuntimeClassValidation()));
    return rules;
  }

  /// Coordinated leader election is an alpha feature.
  private static JsonObject withoutCoordination(JsonObject lease) {
    return lease.withoutAt("spec", "strategy").withoutAt("spec", "preferredHolder");
  }
}
