package k4j.apiserver.strategy.extension;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// Where a webhook may listen: a URL or a Service. Pure.
public final class ClientConfigValidation {

  private static final String FORM = "; desired format: https://host[/path]";

  private ClientConfigValidation() {}

  /// @param path of the `clientConfig`
  public static void check(JsonObject config, FieldPath path, FieldErrors errors) {
    if (config.has("url") == config.has("service")) {
      errors.required(path, "exactly one of url or service is required");
    } else if (config.has("url")) {
      url(config.string("url"), path.child("url"), errors);
    } else {
      service(config.object("service"), path.child("service"), errors);
    }
  }

  private static void url(String url, FieldPath path, FieldErrors errors) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException malformed) {
      errors.required(
          path,
          "url must be a valid URL: parse \"%s\": %s%s"
              .formatted(url, malformed.getReason(), FORM));
      return;
    }
    if (!"https".equals(uri.getScheme())) {
      errors.invalid(
          path,
          uri.getScheme() == null ? "" : uri.getScheme(),
          "'https' is the only allowed URL scheme" + FORM);
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    if (authority.substring(at + 1).isEmpty()) {
      errors.invalid(path, "", "host must be specified" + FORM);
    }
    if (at >= 0) {
      errors.invalid(
          path, authority.substring(0, at), "user information is not permitted in the URL");
    }
    if (uri.getRawFragment() != null && !uri.getRawFragment().isEmpty()) {
      errors.invalid(path, uri.getRawFragment(), "fragments are not permitted in the URL");
    }
    if (uri.getRawQuery() != null && !uri.getRawQuery().isEmpty()) {
      errors.invalid(path, uri.getRawQuery(), "query parameters are not permitted in the URL");
    }
  }

  private static void service(JsonObject service, FieldPath path, FieldErrors errors) {
    for (String field : new String[] {"name", "namespace"}) {
      if (service.string(field).isEmpty()) {
        errors.required(path.child(field));
      }
    }
    long port = service.integer("port");
    List<String> wrong = ValueFormats.portNumber(port);
    if (!wrong.isEmpty()) {
      errors.invalid(path.child("port"), port, "port is not valid: " + String.join(", ", wrong));
    }
    path(service.string("path"), path.child("path"), errors);
  }

  private static void path(String text, FieldPath path, FieldErrors errors) {
    if (text.isEmpty() || text.equals("/")) {
      return;
    }
    if (text.equals("//")) {
      errors.invalid(path, text, "segment[0] may not be empty");
      return;
    }
    if (!text.startsWith("/")) {
      errors.invalid(path, text, "must start with a '/'");
    }
    String rest = text.substring(1);
    String[] steps =
        (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest).split("/", -1);
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].isEmpty()) {
        errors.invalid(path, text, "segment[%d] may not be empty".formatted(i));
        continue;
      }
      for (String wrong : Formats.dnsSubdomain(steps[i])) {
        errors.invalid(path, text, "segment[%d]: %s".formatted(i, wrong));
      }
    }
  }
}
