package k4j.apiserver.extension.definition;

import java.util.HashSet;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// What the conversion of a definition must satisfy. Pure.
final class ConversionValidation {

  private static final List<String> STRATEGIES = List.of("None", "Webhook");

  private final FieldErrors errors;
  private final Leniency leniency;

  ConversionValidation(FieldErrors errors, Leniency leniency) {
    this.errors = errors;
    this.leniency = leniency;
  }

  void check(JsonObject conversion, FieldPath path) {
    String strategy = conversion.string("strategy");
    if (strategy.isEmpty()) {
      errors.required(path.child("strategy"));
    } else if (!STRATEGIES.contains(strategy)) {
      errors.notSupported(path.child("strategy"), strategy, STRATEGIES);
    }
    JsonObject webhook = conversion.object("webhook");
    FieldPath clientPath = path.child("webhookClientConfig");
    JsonArray reviews = webhook.array("conversionReviewVersions");
    if (!strategy.equals("Webhook")) {
      String not = "should not be set when strategy is not set to Webhook";
      if (webhook.has("clientConfig")) {
        errors.forbidden(clientPath, not);
      }
      if (!reviews.isEmpty()) {
        errors.forbidden(path.child("conversionReviewVersions"), not);
      }
      return;
    }
    if (webhook.has("clientConfig")) {
      client(webhook.object("clientConfig"), clientPath);
    } else {
      errors.required(clientPath, "required when strategy is set to Webhook");
    }
    reviews(reviews, path.child("conversionReviewVersions"));
  }

  private void client(JsonObject client, FieldPath path) {
    if (client.has("url") == client.has("service")) {
      errors.required(path, "exactly one of url or service is required");
    } else if (client.has("url")) {
      WebhookUrl.check(client.string("url"), path.child("url"), errors);
    } else {
      service(client.object("service"), path.child("service"));
    }
    String bundle = client.string("caBundle");
    if (!bundle.isEmpty() && !leniency.bundle() && !CaBundle.isValid(bundle)) {
      errors.invalid(
          path.child("caBundle"),
          bundle,
          "unable to load root certificates: unable to parse bytes as PEM block");
    }
  }

  private void service(JsonObject service, FieldPath path) {
    if (service.string("name").isEmpty()) {
      errors.required(path.child("name"), "service name is required");
    }
    if (service.string("namespace").isEmpty()) {
      errors.required(path.child("namespace"), "service namespace is required");
    }
    for (String wrong : ValueFormats.portNumber(service.integer("port", 443))) {
      errors.invalid(
          path.child("port"), service.integer("port", 443), "port is not valid: " + wrong);
    }
    if (service.has("path")) {
      servicePath(service.string("path"), path.child("path"));
    }
  }

  private void servicePath(String text, FieldPath path) {
    if (text.equals("/")) {
      return;
    }
    if (!text.startsWith("/")) {
      errors.invalid(path, text, "must start with a '/'");
    }
    if (text.equals("//")) {
      errors.invalid(path, text, "segment[0] may not be empty");
      return;
    }
    String inner = text.isEmpty() ? text : text.substring(1);
    String plain = inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner;
    String[] segments = plain.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].isEmpty()) {
        errors.invalid(path, text, "segment[%d] may not be empty".formatted(i));
        continue;
      }
      for (String wrong : Formats.dnsSubdomain(segments[i])) {
        errors.invalid(path, text, "segment[%d]: %s".formatted(i, wrong));
      }
    }
  }

  private void reviews(JsonArray versions, FieldPath path) {
    if (versions.isEmpty()) {
      errors.required(path);
      return;
    }
    var seen = new HashSet<String>();
    List<String> all = versions.strings();
    for (int i = 0; i < all.size(); i++) {
      if (!seen.add(all.get(i))) {
        errors.invalid(path.index(i), all.get(i), "duplicate version");
      } else {
        errors.invalidEach(path.index(i), all.get(i), Formats.dns1035Label(all.get(i)));
      }
    }
    if (!leniency.reviews() && !seen.contains("v1") && !seen.contains("v1beta1")) {
      errors.invalid(path, versions, "must include at least one of v1, v1beta1");
    }
  }
}
