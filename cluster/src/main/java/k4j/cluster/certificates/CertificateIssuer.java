package k4j.cluster.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import k4j.cluster.certificates.CertificateTemplate.Usage;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/// Makes keys and certificates. Only a start that lacks some of them loads this class, and Bouncy
/// Castle with it.
final class CertificateIssuer {

  /// Clocks of machines differ: a certificate begins a little before it was made.
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final SecureRandom random;

  CertificateIssuer(SecureRandom random) {
    this.random = random;
  }

  KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  /// A certificate of an authority, signed with its own key.
  X509Certificate signSelf(CertificateTemplate template, KeyPair keys, Instant now)
      throws GeneralSecurityException {
    X500Name subject = subject(template);
    return sign(template, subject, keys.getPublic(), subject, keys.getPrivate(), now);
  }

  X509Certificate sign(CertificateTemplate template, PublicKey key, Identity authority, Instant now)
      throws GeneralSecurityException {
    byte[] issuer = authority.certificate().getSubjectX500Principal().getEncoded();
    return sign(
        template, subject(template), key, X500Name.getInstance(issuer), authority.key(), now);
  }

  private X509Certificate sign(
      CertificateTemplate template,
      X500Name subject,
      PublicKey key,
      X500Name issuer,
      PrivateKey issuerKey,
      Instant now)
      throws GeneralSecurityException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(63, random).setBit(0),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(template.validity())),
            subject,
            key);
    try {
      extend(builder, template, key);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static void extend(
      X509v3CertificateBuilder builder, CertificateTemplate template, PublicKey key)
      throws CertIOException, GeneralSecurityException {
    boolean authority = template.isAuthority();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    int usage = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(authority ? usage | KeyUsage.keyCertSign : usage));
    if (authority) {
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    } else {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              template.usages().stream()
                  .map(CertificateIssuer::purpose)
                  .toArray(KeyPurposeId[]::new)));
    }
    if (!template.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              template.names().stream()
                  .map(CertificateIssuer::alternativeName)
                  .toArray(GeneralName[]::new)));
    }
  }

  private static KeyPurposeId purpose(Usage usage) {
    return usage == Usage.SERVER ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
  }

  private static GeneralName alternativeName(String name) {
    return new GeneralName(
        IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X500Name subject(CertificateTemplate template) {
    var name = new X500NameBuilder(BCStyle.INSTANCE);
    template.organizations().forEach(each -> name.addRDN(BCStyle.O, each));
    return name.addRDN(BCStyle.CN, template.commonName()).build();
  }
}
