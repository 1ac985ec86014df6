package k4j.apiserver.extension.conversion;

import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.apiserver.extension.Converter;
import k4j.apiserver.extension.Converters;
import k4j.apiserver.webhook.ClientConfig;
import k4j.apiserver.webhook.WebhookClients;

/// Converts as a definition wants it: by its webhook, or not at all.
///
/// @param ids makes uids
public record WebhookConverters(WebhookClients clients, Supplier<String> ids)
    implements Converters {

  @Override
  public Converter of(JsonObject definition) {
    JsonObject conversion = definition.object("spec").object("conversion");
    if (!conversion.string("strategy").equals("Webhook")) {
      return Converter.NONE;
    }
    JsonObject webhook = conversion.object("webhook");
    return new WebhookConverter(
        clients,
        ClientConfig.of(webhook.object("clientConfig")),
        webhook.array("conversionReviewVersions").strings(),
        ids);
  }
}
