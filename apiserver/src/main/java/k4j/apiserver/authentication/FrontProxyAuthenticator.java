package k4j.apiserver.authentication;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import k4j.apiserver.authentication.ClientCertificates.Judgement;

/// Believes a front proxy, known by its certificate, on whose behalf it asks.
public final class FrontProxyAuthenticator implements Authenticator {

  private static final String USER = "x-remote-user";
  private static final String GROUP = "x-remote-group";
  private static final String UID = "x-remote-uid";
  private static final String EXTRA = "x-remote-extra-";

  private final ClientCertificates certificates;
  private final List<String> allowedNames;

  /// @param authorities of front proxies
  /// @param allowedNames their common names; any where it is empty
  public FrontProxyAuthenticator(
      Supplier<List<X509Certificate>> authorities, List<String> allowedNames, InstantSource clock) {
    certificates = new ClientCertificates(authorities, clock);
    this.allowedNames = List.copyOf(allowedNames);
  }

  @Override
  public Result authenticate(Credentials credentials) {
    List<X509Certificate> chain = credentials.clientCertificates();
    List<String> names = credentials.headers().getOrDefault(USER, List.of());
    if (chain.isEmpty()
        || names.isEmpty()
        || names.getFirst().isEmpty()
        || !(certificates.judge(chain) instanceof Judgement.Good(User client))) {
      return new Result.NotMine();
    }
    String proxy = client.name();
    if (!allowedNames.isEmpty() && !allowedNames.contains(proxy)) {
      return new Result.Rejected("x509: subject with cn=" + proxy + " is not in the allowed list");
    }
    List<String> uid = credentials.headers().getOrDefault(UID, List.of(""));
    return new Result.Known(
        new User(
            names.getFirst(),
            uid.getFirst(),
            credentials.headers().getOrDefault(GROUP, List.of()),
            extra(credentials.headers())));
  }

  private static Map<String, List<String>> extra(Map<String, List<String>> headers) {
    var extra = new HashMap<String, List<String>>();
    headers.forEach((name, values) -> {
      if (name.startsWith(EXTRA)) {
        String key = name.substring(EXTRA.length());
        extra.put(URLDecoder.decode(key, StandardCharsets.UTF_8), values);
      }
    });
    return extra;
  }
}
