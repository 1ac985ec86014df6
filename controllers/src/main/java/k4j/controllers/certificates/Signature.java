package k4j.controllers.certificates;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// Signs what was asked for: subject and alternative names are taken over, all else is as the
/// cluster wants it.
final class Signature {

  private static final Duration BACKDATE = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofHours(8);
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  /// How long a certificate lives where the request does not say (`--cluster-signing-duration`).
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final Map<String, Integer> USAGES =
      Map.ofEntries(
          Map.entry("signing", KeyUsage.digitalSignature),
          Map.entry("digital signature", KeyUsage.digitalSignature),
          Map.entry("content commitment", KeyUsage.nonRepudiation),
          Map.entry("key encipherment", KeyUsage.keyEncipherment),
          Map.entry("key agreement", KeyUsage.keyAgreement),
          Map.entry("data encipherment", KeyUsage.dataEncipherment),
          Map.entry("cert sign", KeyUsage.keyCertSign),
          Map.entry("crl sign", KeyUsage.cRLSign),
          Map.entry("encipher only", KeyUsage.encipherOnly),
          Map.entry("decipher only", KeyUsage.decipherOnly));

  private static final Map<String, KeyPurposeId> PURPOSES =
      Map.ofEntries(
          Map.entry("any", KeyPurposeId.anyExtendedKeyUsage),
          Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
          Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
          Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
          Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
          Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
          Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
          Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
          Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
          Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
          Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
          Map.entry("microsoft sgc", purpose("1.3.6.1.4.1.311.10.3.3")),
          Map.entry("netscape sgc", purpose("2.16.840.1.113730.4.1")));

  private final SigningAuthority authority;
  private final RandomGenerator random;

  Signature(SigningAuthority authority, RandomGenerator random) {
    this.authority = authority;
    this.random = random;
  }

  private static KeyPurposeId purpose(String identifier) {
    return KeyPurposeId.getInstance(new ASN1ObjectIdentifier(identifier));
  }

  /// The certificate as PEM.
  ///
  /// @param wanted how long it is to live; empty for as long as may be
  String sign(Asked asked, List<String> usages, Optional<Duration> wanted, Instant now) {
    X509Certificate signer = authority.certificate();
    Instant end = end(wanted, now);
    Instant last = signer.getNotAfter().toInstant();
    var builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(signer.getSubjectX500Principal().getEncoded()),
            new BigInteger(127, Random.from(random)),
            Date.from(now.minus(BACKDATE)),
            Date.from(end.isBefore(last) ? end : last),
            asked.subject(),
            asked.request().getSubjectPublicKeyInfo());
    try {
      extend(builder, asked, usages);
      String algorithm = authority.key().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
      var content = new JcaContentSignerBuilder("SHA256with" + algorithm).build(authority.key());
      return pem(builder.build(content));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot sign a certificate", e);
    }
  }

  private static Instant end(Optional<Duration> wanted, Instant now) {
    Duration life =
        wanted
            .map(each -> each.compareTo(SHORTEST) < 0 ? SHORTEST : each)
            .filter(each -> each.compareTo(LONGEST) < 0)
            .orElse(LONGEST);
    return life.compareTo(SHORT) < 0 ? now.plus(life) : now.plus(life).minus(BACKDATE);
  }

  private static void extend(X509v3CertificateBuilder builder, Asked asked, List<String> usages)
      throws IOException {
    int bits = 0;
    var purposes = new ArrayList<KeyPurposeId>();
    for (String usage : usages) {
      bits |= USAGES.getOrDefault(usage, 0);
      KeyPurposeId purpose = PURPOSES.get(usage);
      if (purpose != null && !purposes.contains(purpose)) {
        purposes.add(purpose);
      }
    }
    if (bits != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
    }
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    if (!asked.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(asked.names().toArray(GeneralName[]::new)));
    }
  }

  private static String pem(X509CertificateHolder certificate) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }
}
