package k4j.apiserver.audit;

import java.time.Duration;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookCallException;
import k4j.apiserver.webhook.WebhookClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Audit events as EventLists to a server of the cluster's owner (`--audit-webhook-config-file`).
/// Whatever goes wrong is tried again.
public final class AuditWebhook implements AuditBackend {

  private static final Logger LOG = LoggerFactory.getLogger(AuditWebhook.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final WebhookClient client;
  private final Retries retries;

  public AuditWebhook(WebhookClient client, Retries retries) {
    this.client = client;
    this.retries = retries;
  }

  @Override
  public boolean take(List<JsonObject> events) {
    JsonObject list =
        JsonObject.EMPTY
            .with("kind", "EventList")
            .with("apiVersion", "audit.k8s.io/v1")
            .with("metadata", JsonObject.EMPTY)
            .with("items", JsonArray.of(events));
    try {
      retries.send(client, list, TIMEOUT);
      return true;
    } catch (WebhookCallException failure) {
      LOG.atError()
          .addKeyValue("events", events.size())
          .addKeyValue("why", failure.getMessage())
          .log("Audit events were lost: the webhook did not take them");
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
