package k4j.apiserver.impersonation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// What extra values may look like where one acts as somebody else. Pure.
final class ExtraRules {

  private static final String PATH_FORMAT = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  private static final Pattern PATH = Pattern.compile(PATH_FORMAT);

  private ExtraRules() {}

  /// What is wrong; empty where all is well.
  static Optional<String> problem(Map<String, List<String>> extra) {
    for (Map.Entry<String, List<String>> each : extra.entrySet()) {
      String key = each.getKey();
      if (key.isEmpty()) {
        return Optional.of("impersonating the empty string key in extra is not allowed");
      }
      Optional<String> form = form(key);
      if (form.isPresent()) {
        return Optional.of("impersonating an invalid key in extra is not allowed: " + form.get());
      }
      if (!key.equals(key.toLowerCase(Locale.ROOT))) {
        return Optional.of(
            "impersonating a non-lowercase key in extra is not allowed: \"" + key + "\"");
      }
      if (each.getValue().isEmpty()) {
        return Optional.of("impersonating empty values in extra is not allowed");
      }
      if (each.getValue().contains("")) {
        return Optional.of("impersonating the empty string value in extra is not allowed");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> form(String key) {
    FieldPath path = FieldPath.of("extra").child("key");
    var errors = new FieldErrors();
    int slash = key.indexOf('/');
    if (slash <= 0 || slash == key.length() - 1) {
      errors.invalid(path, key, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      String host = key.substring(0, slash);
      Formats.dnsSubdomain(host).forEach(problem -> errors.invalid(path, host, problem));
      String rest = key.substring(slash + 1);
      if (!PATH.matcher(rest).matches()) {
        errors.invalid(
            path, rest, "Invalid path (regex used for validation is '" + PATH_FORMAT + "')");
      }
    }
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            errors.causes().getFirst().field() + ": " + errors.causes().getFirst().message());
  }
}
