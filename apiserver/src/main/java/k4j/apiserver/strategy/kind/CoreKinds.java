package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.cluster.ConfigMapValidation;
import k4j.apiserver.strategy.cluster.EventValidation;
import k4j.apiserver.strategy.cluster.LimitRangeValidation;
import k4j.apiserver.strategy.cluster.QuotaValidation;
import k4j.apiserver.strategy.cluster.SecretValidation;
import k4j.apiserver.strategy.cluster.SmallValidations;
import k4j.apiserver.strategy.network.EndpointsValidation;
import k4j.apiserver.strategy.network.ServiceValidation;

/// The kinds of the core group, but for those of `StorageKinds` and `WorkloadKinds`, and events.
public final class CoreKinds {

  private CoreKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    rules.put("configmaps", KindRules.PLAIN.validating(new ConfigMapValidation()));
    rules.put("secrets", KindRules.PLAIN.validating(new SecretValidation()));
    rules.put(
        "endpoints", KindRules.PLAIN.creatingOnUpdate().validating(new EndpointsValidation()));
    rules.put(
        "events",
        KindRules.PLAIN
            .withNames(NameRule.PATH_SEGMENT)
            .creatingOnUpdate()
            .checkingMetadataOnce()
            .validating(EventValidation.CORE));
    rules.put(
        "events.events.k8s.io",
        KindRules.PLAIN
            .withNames(NameRule.PATH_SEGMENT)
            .creatingOnUpdate()
            .validating(EventValidation.EVENTS));
    rules.put(
        "limitranges",
        KindRules.PLAIN
            .creatingOnUpdate()
            .checkingMetadataOnce()
            .validating(new LimitRangeValidation()));
    rules.put("resourcequotas", KindRules.PLAIN.withStatus().validating(new QuotaValidation()));
    rules.put(
        "serviceaccounts",
        KindRules.PLAIN
            .preparing(CoreKinds::withBareSecrets)
            .changing((account, _) -> withBareSecrets(account))
            .validating(SmallValidations.ACCOUNT));
    rules.put(
        "services",
        KindRules.PLAIN
            .withNames(NameRule.LABEL)
            .creatingOnUpdate()
            .withStatus()
            .startingWith(_ -> JsonObject.EMPTY.with("loadBalancer", JsonObject.EMPTY))
            .validating(new ServiceValidation()));
    return rules;
  }

  private static JsonObject withBareSecrets(JsonObject account) {
    JsonArray secrets = account.array("secrets");
    if (secrets.isEmpty()) {
      return account;
    }
    return account.with(
        "secrets",
        JsonArray.of(
            secrets.objects().stream()
                .map(s -> (Json) JsonObject.EMPTY.with("name", s.string("name")))
                .toList()));
  }
}
