package k4j.apiserver.authentication;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// Whom a certificate names: the common name is the user, the organizations are the groups.
final class CertificateSubject {

  /// Where Kubernetes 1.36 looks for the user's id.
  private static final Map<String, String> UID = Map.of("1.3.6.1.4.1.57683.2", "K8SUID");

  private CertificateSubject() {}

  /// The user; without a name where the certificate has no common name.
  static User user(X509Certificate certificate) {
    String name = "";
    String uid = "";
    var groups = new ArrayList<String>();
    for (Rdn part : parts(certificate)) {
      String value = part.getValue().toString();
      switch (part.getType()) {
        case "CN" -> name = value;
        case "O" -> groups.add(value);
        case "K8SUID" -> uid = value;
        default -> {}
      }
    }
    return new User(
        name,
        uid,
        groups,
        Map.of(
            "authentication.kubernetes.io/credential-id",
            List.of("X509SHA256=" + digest(certificate))));
  }

  /// In the order of the certificate, which the text form turns round twice.
  private static List<Rdn> parts(X509Certificate certificate) {
    String text = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, UID);
    try {
      return new LdapName(text).getRdns();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }

  private static String digest(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
