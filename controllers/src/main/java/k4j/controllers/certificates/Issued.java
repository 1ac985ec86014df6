package k4j.controllers.certificates;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Looks into a certificate that was given out.
final class Issued {

  private Issued() {}

  /// When it ends; empty where it is none.
  ///
  /// @param base64 of PEM
  static Optional<Instant> end(String base64) {
    if (base64.isEmpty()) {
      return Optional.empty();
    }
    try {
      var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
      return Optional.of(certificate.getNotAfter().toInstant());
    } catch (CertificateException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
