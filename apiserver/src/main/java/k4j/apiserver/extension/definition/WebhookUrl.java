package k4j.apiserver.extension.definition;

import java.net.URI;
import java.net.URISyntaxException;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// What the URL of a webhook must satisfy (apiserver, `util/webhook/validation.go`). Pure.
final class WebhookUrl {

  private static final String FORM = "; desired format: https://host[/path]";

  private WebhookUrl() {}

  /// Whether a text is a URL with a host.
  static boolean isUrl(String text) {
    try {
      var uri = new URI(text);
      return uri.getScheme() != null && uri.getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  static void check(String url, FieldPath path, FieldErrors errors) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException malformed) {
      errors.required(path, "url must be a valid URL: " + malformed.getMessage() + FORM);
      return;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    if (!scheme.equals("https")) {
      errors.invalid(path, scheme, "'https' is the only allowed URL scheme" + FORM);
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      errors.invalid(path, "", "host must be specified" + FORM);
    }
    if (uri.getUserInfo() != null) {
      errors.invalid(path, uri.getUserInfo(), "user information is not permitted in the URL");
    }
    if (uri.getFragment() != null) {
      errors.invalid(path, uri.getFragment(), "fragments are not permitted in the URL");
    }
    if (uri.getQuery() != null) {
      errors.invalid(path, uri.getQuery(), "query parameters are not permitted in the URL");
    }
  }
}
