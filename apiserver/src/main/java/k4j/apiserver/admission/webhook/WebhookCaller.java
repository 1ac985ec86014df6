package k4j.apiserver.admission.webhook;

import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.webhook.WebhookCallException;
import k4j.apiserver.webhook.WebhookClient;
import k4j.apiserver.webhook.WebhookClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks webhooks.
public final class WebhookCaller {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookCaller.class);

  private final WebhookClients clients;
  private final Catalog catalog;
  private final Supplier<String> ids;

  /// @param catalog knows AdmissionReview
  /// @param ids makes the reviews' uids
  public WebhookCaller(WebhookClients clients, Catalog catalog, Supplier<String> ids) {
    this.clients = clients;
    this.catalog = catalog;
    this.ids = ids;
  }

  Outcome call(Invocation invocation, AdmissionRequest request, boolean mutating) {
    Webhook webhook = invocation.webhook();
    if (request.dryRun() && !webhook.onDryRun()) {
      return new Outcome.Refused(
          StatusException.badRequest(
              "admission webhook \"%s\" does not support dry run".formatted(webhook.name())));
    }
    try {
      return new Outcome.Answered(answer(invocation, request, mutating));
    } catch (WebhookCallException failed) {
      String why =
          "failed calling webhook \"%s\": %s".formatted(webhook.name(), failed.getMessage());
      LOG.atWarn()
          .addKeyValue("webhook", webhook.id())
          .addKeyValue("why", why)
          .addKeyValue("failurePolicy", webhook.ignoresFailure() ? "Ignore" : "Fail")
          .log("A webhook could not be asked");
      return new Outcome.Failed(why);
    }
  }

  private ReviewResponse answer(Invocation invocation, AdmissionRequest request, boolean mutating)
      throws WebhookCallException {
    Webhook webhook = invocation.webhook();
    String version = reviewVersion(webhook);
    String uid = ids.get();
    JsonObject review = ReviewRequest.of(uid, version, request, invocation);
    WebhookClient client = client(webhook);
    JsonObject answer;
    try {
      answer = client.post(review, webhook.timeout());
    } catch (WebhookCallException failed) {
      throw new WebhookCallException("failed to call webhook: " + failed.getMessage());
    }
    return ReviewResponse.of(answer, uid, version, reviewType(version), mutating);
  }

  private static String reviewVersion(Webhook webhook) throws WebhookCallException {
    for (String version : webhook.reviewVersions()) {
      if (version.equals("v1") || version.equals("v1beta1")) {
        return version;
      }
    }
    throw new WebhookCallException(
        "could not create admission objects: webhook does not accept known AdmissionReview versions"
            + " (v1, v1beta1)");
  }

  private WebhookClient client(Webhook webhook) throws WebhookCallException {
    try {
      return clients.client(webhook.client());
    } catch (WebhookCallException failed) {
      throw new WebhookCallException("could not get REST client: " + failed.getMessage());
    }
  }

  /// Both versions have the same fields.
  private ObjectType reviewType(String version) {
    ObjectType type = catalog.kind("admission.k8s.io/" + version, "AdmissionReview");
    ObjectType known = type == null ? catalog.kind("admission.k8s.io/v1", "AdmissionReview") : type;
    if (known == null) {
      throw new IllegalStateException("the schema has no AdmissionReview");
    }
    return known;
  }
}
