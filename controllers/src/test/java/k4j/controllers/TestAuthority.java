package k4j.controllers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import k4j.api.Kinds;
import k4j.api.certificates.v1.CertificateSigningRequest;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.certificates.SigningAuthority;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// An authority for tests, and requests for it.
final class TestAuthority {

  private TestAuthority() {}

  private static KeyPair keys() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("EC").generateKeyPair();
  }

  static SigningAuthority make() {
    try {
      KeyPair keys = keys();
      var name = new X500Name("CN=kubernetes");
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(Instant.parse("2020-01-01T00:00:00Z")),
              Date.from(Instant.parse("2120-01-01T00:00:00Z")),
              name,
              keys.getPublic());
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new SigningAuthority(certificate, keys.getPrivate());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static CertificateSigningRequest request(String name, String subject, String signerName)
      throws Exception {
    KeyPair keys = keys();
    var request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject("CERTIFICATE REQUEST", request.getEncoded()));
    }
    JsonObject spec =
        JsonObject.builder()
            .put("request", Base64.getEncoder().encodeToString(text.toString().getBytes(US_ASCII)))
            .put("signerName", signerName)
            .put(
                "usages",
                JsonArray.ofStrings(
                    List.of("digital signature", "key encipherment", "client auth")))
            .put("username", "system:admin")
            .build();
    return Kinds.CERTIFICATE_SIGNING_REQUESTS.of(
        JsonObject.EMPTY
            .with("apiVersion", "certificates.k8s.io/v1")
            .with("kind", "CertificateSigningRequest")
            .with("metadata", JsonObject.EMPTY.with("name", name))
            .with("spec", spec));
  }

  /// Whom an issued certificate names.
  static String subject(JsonObject request) throws GeneralSecurityException {
    byte[] pem = Base64.getDecoder().decode(request.object("status").string("certificate"));
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
    return certificate.getSubjectX500Principal().getName();
  }
}
