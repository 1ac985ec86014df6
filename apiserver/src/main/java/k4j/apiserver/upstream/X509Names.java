package k4j.apiserver.upstream;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import k4j.api.validation.ValueFormats;

/// Whether a certificate is for a server's name, and what Go says where it is not. Pure.
final class X509Names {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private X509Names() {}

  /// Empty where the certificate is for the host.
  static String problem(X509Certificate certificate, String host) {
    List<String> names = names(certificate, DNS);
    List<String> addresses = names(certificate, ADDRESS);
    boolean literal = ValueFormats.ip(host).isEmpty();
    if (literal) {
      return addressProblem(addresses, host);
    }
    if (names.stream().anyMatch(name -> matches(name, host))) {
      return "";
    }
    if (names.isEmpty() && addresses.isEmpty()) {
      return "x509: certificate relies on legacy Common Name field, use SANs instead";
    }
    return names.isEmpty()
        ? "x509: certificate is not valid for any names, but wanted to match " + host
        : "x509: certificate is valid for %s, not %s".formatted(String.join(", ", names), host);
  }

  private static String addressProblem(List<String> addresses, String host) {
    var wanted = ValueFormats.address(host);
    boolean found =
        addresses.stream()
            .anyMatch(each -> {
              var known = ValueFormats.address(each);
              return known != null && known.equals(wanted);
            });
    if (found) {
      return "";
    }
    return addresses.isEmpty()
        ? "x509: cannot validate certificate for %s because it doesn't contain any IP SANs"
            .formatted(host)
        : "x509: certificate is valid for %s, not %s".formatted(String.join(", ", addresses), host);
  }

  /// A star stands for one whole label, the first.
  private static boolean matches(String pattern, String host) {
    String name = pattern.toLowerCase(Locale.ROOT);
    String wanted = host.toLowerCase(Locale.ROOT);
    if (!name.startsWith("*.")) {
      return name.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    return dot > 0 && wanted.substring(dot).equals(name.substring(1));
  }

  private static List<String> names(X509Certificate certificate, int type) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      var found = new ArrayList<String>();
      if (all != null) {
        for (List<?> each : all) {
          if (each.get(0) instanceof Integer kind && kind == type) {
            found.add(String.valueOf(each.get(1)));
          }
        }
      }
      return found;
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }
}
