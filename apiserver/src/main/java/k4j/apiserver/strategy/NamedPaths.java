package k4j.apiserver.strategy;

import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// Names such as `acme.io/foo` by which programs are known.
public final class NamedPaths {

  private NamedPaths() {}

  public static void domainPrefixed(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
      return;
    }
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      errors.invalid(path, name, "must be a domain-prefixed path (such as \"acme.io/foo\")");
      return;
    }
    String domain = name.substring(0, slash);
    errors.invalidEach(path, domain, Formats.dnsSubdomain(domain));
    String rest = name.substring(slash + 1);
    if (!rest.matches("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+")) {
      errors.invalid(
          path,
          rest,
          "Invalid path (regex used for validation is" + " '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
    }
  }
}
