package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.network.AddressValidations;
import k4j.apiserver.strategy.network.EndpointSliceValidation;
import k4j.apiserver.strategy.network.IngressValidation;
import k4j.apiserver.strategy.network.NetworkPolicyValidation;

/// networking.k8s.io and discovery.k8s.io.
public final class NetworkKinds {

  private NetworkKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    rules.put(
        "ingresses.networking.k8s.io",
        KindRules.SPEC_AND_STATUS
            .startingWith(_ -> JsonObject.EMPTY.with("loadBalancer", JsonObject.EMPTY))
            .validating(new IngressValidation()));
    rules.put(
        "ingressclasses.networking.k8s.io",
        KindRules.SPEC.validating(AddressValidations.INGRESS_CLASS));
    rules.put(
        "ipaddresses.networking.k8s.io",
        KindRules.PLAIN.withNames(NameRule.ANY).validating(AddressValidations.ADDRESS));
    rules.put(
        "networkpolicies.networking.k8s.io",
        KindRules.SPEC.validating(new NetworkPolicyValidation()));
    rules.put(
        "servicecidrs.networking.k8s.io",
        KindRules.PLAIN.statusKeeping("metadata").validating(AddressValidations.RANGE));
    rules.put(
        "endpointslices.discovery.k8s.io",
        KindRules.PLAIN
            .preparing(slice -> OldTopology.dropped(slice, JsonObject.EMPTY))
            .changing(OldTopology::dropped)
            .checkingMetadataOnce()
            .withGeneration("endpoints", "ports", "addressType", "metadata.labels")
            .validating(new EndpointSliceValidation()));
    return rules;
  }
}
