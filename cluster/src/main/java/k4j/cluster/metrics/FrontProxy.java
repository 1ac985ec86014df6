package k4j.cluster.metrics;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;

/// Tells the aggregator by its certificate; it has asked already whether its user may.
public record FrontProxy(X509Certificate authority, InstantSource clock) {

  boolean is(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return false;
    }
    try {
      chain.getFirst().verify(authority.getPublicKey());
      chain.getFirst().checkValidity(Date.from(clock.instant()));
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
