package k4j.apiserver.strategy.certificate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// Looks into PEM texts of requests (PKCS #10) and certificates.
public final class SigningRequests {

  private SigningRequests() {}

  /// What is wrong with a request, in base64; empty where it is well-formed and signed.
  static Optional<String> problem(String base64) {
    try {
      Optional<PemObject> pem = first(base64);
      if (pem.isEmpty() || !pem.get().getType().equals("CERTIFICATE REQUEST")) {
        return Optional.of("PEM block type must be CERTIFICATE REQUEST");
      }
      var request = new PKCS10CertificationRequest(pem.get().getContent());
      var verifier =
          new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo());
      return request.isSignatureValid(verifier)
          ? Optional.empty()
          : Optional.of("x509: verification failure");
    } catch (IOException | OperatorCreationException | PKCSException e) {
      return Optional.of("asn1: structure error: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Optional.of("asn1: syntax error: " + e.getMessage());
    }
  }

  /// The common name that a request asks for, empty where it asks for none.
  ///
  /// @param base64 of its PEM text
  /// @throws IllegalArgumentException where it is none
  public static String commonName(String base64) {
    try {
      Optional<PemObject> pem = first(base64);
      if (pem.isEmpty() || !pem.get().getType().equals("CERTIFICATE REQUEST")) {
        throw new IllegalArgumentException("PEM block type must be CERTIFICATE REQUEST");
      }
      String name = "";
      for (RDN part :
          new PKCS10CertificationRequest(pem.get().getContent()).getSubject().getRDNs()) {
        for (AttributeTypeAndValue each : part.getTypesAndValues()) {
          if (each.getType().equals(BCStyle.CN)) {
            name = IETFUtils.valueToString(each.getValue()); // the last one counts, as in Go
          }
        }
      }
      return name;
    } catch (IOException e) {
      throw new IllegalArgumentException("asn1: structure error: " + e.getMessage(), e);
    }
  }

  private static Optional<PemObject> first(String base64) throws IOException {
    try (var reader = reader(base64)) {
      return Optional.ofNullable(reader.readPemObject());
    }
  }

  private static PemReader reader(String base64) {
    byte[] pem = Base64.getDecoder().decode(base64);
    return new PemReader(new InputStreamReader(new ByteArrayInputStream(pem), ISO_8859_1));
  }

  /// What is wrong with issued certificates, in base64.
  static Optional<String> certificateProblem(String base64) {
    if (base64.isEmpty()) {
      return Optional.empty();
    }
    try (var reader = reader(base64)) {
      var factory = CertificateFactory.getInstance("X.509");
      int blocks = 0;
      for (PemObject pem = reader.readPemObject(); pem != null; pem = reader.readPemObject()) {
        if (!pem.getType().equals("CERTIFICATE")) {
          return Optional.of(
              "only CERTIFICATE PEM blocks are allowed, found \"" + pem.getType() + "\"");
        }
        if (!pem.getHeaders().isEmpty()) {
          return Optional.of("no PEM block headers are permitted");
        }
        factory.generateCertificate(new ByteArrayInputStream(pem.getContent()));
        blocks++;
      }
      return blocks == 0
          ? Optional.of("must contain at least one CERTIFICATE PEM block")
          : Optional.empty();
    } catch (IOException | CertificateException | IllegalArgumentException e) {
      return Optional.of("x509: malformed certificate");
    }
  }
}
