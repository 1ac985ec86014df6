package k4j.apiserver.admission.policy;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;
import k4j.apiserver.admission.webhook.RequestRule;
import org.jspecify.annotations.Nullable;

/// Which requests a policy or a binding concerns. Pure.
///
/// @param equivalent whether a rule also means the other versions of what it names
record MatchResources(
    LabelSelector namespaces,
    LabelSelector objects,
    List<NamedRule> rules,
    List<NamedRule> excluded,
    boolean equivalent) {

  static final MatchResources EVERYTHING = of(JsonObject.EMPTY);

  /// @param names of objects; empty for all
  record NamedRule(RequestRule rule, List<String> names) {

    static NamedRule of(JsonObject json) {
      return new NamedRule(RequestRule.of(json), json.array("resourceNames").strings());
    }
  }

  static MatchResources of(JsonObject json) {
    return new MatchResources(
        selector(json.get("namespaceSelector")),
        selector(json.get("objectSelector")),
        json.array("resourceRules").map(each -> NamedRule.of((JsonObject) each)),
        json.array("excludeResourceRules").map(each -> NamedRule.of((JsonObject) each)),
        !json.string("matchPolicy").equals("Exact"));
  }

  private static LabelSelector selector(@Nullable Json selector) {
    return selector == null ? LabelSelector.EVERYTHING : LabelSelector.of(selector);
  }
}
