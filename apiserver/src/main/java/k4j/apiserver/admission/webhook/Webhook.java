package k4j.apiserver.admission.webhook;

import java.time.Duration;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;
import k4j.apiserver.admission.policy.expression.MatchConditions;
import k4j.apiserver.webhook.ClientConfig;
import org.jspecify.annotations.Nullable;

/// One webhook of a configuration, made ready to be asked.
///
/// @param configuration the name of the object that it stands in
/// @param equivalent whether its rules also mean other versions of the same objects
/// @param ignoresFailure whether a request goes on without the webhook's word
/// @param onDryRun whether it may be asked about requests that change nothing
/// @param ifNeeded whether it is asked once more about objects that others have changed since
/// @param reviewVersions of AdmissionReview, best first
record Webhook(
    String configuration,
    String name,
    ClientConfig client,
    List<RequestRule> rules,
    boolean equivalent,
    LabelSelector namespaces,
    LabelSelector objects,
    MatchConditions conditions,
    boolean ignoresFailure,
    boolean onDryRun,
    boolean ifNeeded,
    Duration timeout,
    List<String> reviewVersions) {

  private static final long DEFAULT_TIMEOUT = 10;

  Webhook {
    rules = List.copyOf(rules);
    reviewVersions = List.copyOf(reviewVersions);
  }

  /// All webhooks of a configuration.
  ///
  /// @throws k4j.api.selector.SelectorException where a selector is malformed
  static List<Webhook> allOf(JsonObject configuration) {
    String name = configuration.object("metadata").string("name");
    return configuration.array("webhooks").objects().stream()
        .map(webhook -> of(name, webhook))
        .toList();
  }

  private static Webhook of(String configuration, JsonObject json) {
    String sideEffects = json.string("sideEffects");
    return new Webhook(
        configuration,
        json.string("name"),
        ClientConfig.of(json.object("clientConfig")),
        json.array("rules").objects().stream().map(RequestRule::of).toList(),
        json.string("matchPolicy").equals("Equivalent"),
        selector(json.get("namespaceSelector")),
        selector(json.get("objectSelector")),
        WebhookConditions.of(json),
        json.string("failurePolicy").equals("Ignore"),
        sideEffects.equals("None") || sideEffects.equals("NoneOnDryRun"),
        json.string("reinvocationPolicy").equals("IfNeeded"),
        Duration.ofSeconds(json.integer("timeoutSeconds", DEFAULT_TIMEOUT)),
        json.array("admissionReviewVersions").strings());
  }

  private static LabelSelector selector(@Nullable Json selector) {
    return selector == null ? LabelSelector.EVERYTHING : LabelSelector.of(selector);
  }

  /// What distinguishes it from all others.
  String id() {
    return configuration + "/" + name;
  }
}
