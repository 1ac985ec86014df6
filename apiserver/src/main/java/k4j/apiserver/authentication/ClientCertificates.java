package k4j.apiserver.authentication;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Checks that a client's certificate is vouched for. The handshake lets every certificate through,
/// so that a wrong one is answered with 401.
final class ClientCertificates {

  private static final String CLIENT_USAGE = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final int REMEMBERED = 1024;

  private final Supplier<List<X509Certificate>> authorities;
  private final InstantSource clock;
  private final Map<Shown, User> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Shown, User> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Shown(X509Certificate client, List<X509Certificate> authorities) {}

  /// Who a certificate names, or what is wrong with it.
  sealed interface Judgement {
    record Good(User user) implements Judgement {}

    record Bad(String reason) implements Judgement {}
  }

  ClientCertificates(Supplier<List<X509Certificate>> authorities, InstantSource clock) {
    this.authorities = authorities;
    this.clock = clock;
  }

  /// @param chain not empty, the client's own certificate first
  Judgement judge(List<X509Certificate> chain) {
    X509Certificate client = chain.getFirst();
    Instant now = clock.instant();
    if (now.isBefore(client.getNotBefore().toInstant())
        || now.isAfter(client.getNotAfter().toInstant())) {
      return new Judgement.Bad("x509: certificate has expired or is not yet valid");
    }
    List<X509Certificate> trusted = authorities.get();
    var shown = new Shown(client, trusted);
    synchronized (known) {
      User user = known.get(shown);
      if (user != null) {
        return new Judgement.Good(user);
      }
    }
    Optional<String> problem = check(chain, trusted, now);
    if (problem.isPresent()) {
      return new Judgement.Bad(problem.get());
    }
    User user = CertificateSubject.user(client);
    synchronized (known) {
      known.put(shown, user);
    }
    return new Judgement.Good(user);
  }

  private static Optional<String> check(
      List<X509Certificate> chain, List<X509Certificate> trusted, Instant now) {
    try {
      if (!isForClients(chain.getFirst())) {
        return Optional.of("x509: certificate specifies an incompatible key usage");
      }
      Set<TrustAnchor> anchors =
          trusted.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
      var parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      List<X509Certificate> path = chain.stream().filter(each -> !trusted.contains(each)).toList();
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return Optional.empty();
    } catch (CertPathValidatorException _) {
      return Optional.of("x509: certificate signed by unknown authority");
    } catch (GeneralSecurityException e) {
      return Optional.of("x509: " + e.getMessage());
    }
  }

  private static boolean isForClients(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> usages = certificate.getExtendedKeyUsage();
    return usages == null || usages.contains(CLIENT_USAGE) || usages.contains(ANY_USAGE);
  }
}
