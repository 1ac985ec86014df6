package k4j.apiserver.extension.conversion;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.apiserver.extension.Converter;
import k4j.apiserver.webhook.ClientConfig;
import k4j.apiserver.webhook.WebhookCallException;
import k4j.apiserver.webhook.WebhookClients;

/// Asks a webhook to convert (apiextensions-apiserver, `conversion/webhook_converter.go`).
///
/// @param reviews the versions of ConversionReview that the webhook understands, best first
/// @param ids makes the uid of each request
record WebhookConverter(
    WebhookClients clients, ClientConfig config, List<String> reviews, Supplier<String> ids)
    implements Converter {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String GROUP = "apiextensions.k8s.io/";

  WebhookConverter {
    reviews = List.copyOf(reviews);
  }

  @Override
  public JsonObject convert(JsonObject object, String apiVersion) {
    String of =
        "conversion webhook for %s, Kind=%s"
            .formatted(object.string("apiVersion"), object.string("kind"));
    String version =
        reviews.stream()
            .filter(each -> each.equals("v1") || each.equals("v1beta1"))
            .findFirst()
            .orElseThrow(() -> failure("no supported conversion review versions"));
    String uid = ids.get();
    JsonObject response = ask(review(object, apiVersion, version, uid), of);
    JsonArray converted = ConversionAnswer.objects(response, version, uid, of);
    if (converted.size() != 1) {
      throw failure("%s returned %d objects, expected 1".formatted(of, converted.size()));
    }
    return ConversionAnswer.checked(object, converted.object(0), apiVersion, of);
  }

  private static JsonObject review(
      JsonObject object, String apiVersion, String version, String uid) {
    return JsonObject.EMPTY
        .with("kind", "ConversionReview")
        .with("apiVersion", GROUP + version)
        .with(
            "request",
            JsonObject.EMPTY
                .with("uid", uid)
                .with("desiredAPIVersion", apiVersion)
                .with("objects", JsonArray.of((Json) object)));
  }

  private JsonObject ask(JsonObject review, String of) {
    try {
      return clients.client(config).post(review, TIMEOUT);
    } catch (WebhookCallException failed) {
      throw failure(of + " failed: " + failed.getMessage());
    }
  }

  static StatusException failure(String message) {
    return new StatusException(new Status(500, "", message, Details.NONE));
  }
}
