package k4j.apiserver.admission.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Hands out no certificate to clients that would make them masters.
public final class CertificateSubjectRestriction implements AdmissionPlugin {

  private static final String SIGNER = "kubernetes.io/kube-apiserver-client";
  private static final String MASTERS = "system:masters";

  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("certificates.k8s.io", "certificatesigningrequests")
        && request.isCreate()
        && request.object().object("spec").string("signerName").equals(SIGNER);
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (organizations(request).contains(MASTERS)) {
      throw request.forbidden(
          "use of " + SIGNER + " signer with " + MASTERS + " group is not allowed");
    }
  }

  private static List<String> organizations(AdmissionRequest request) {
    try {
      byte[] pem = Base64.getDecoder().decode(request.object().object("spec").string("request"));
      String text = new String(pem, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
      byte[] der = Base64.getMimeDecoder().decode(text);
      String subject = new X500Principal(subject(der)).getName(X500Principal.RFC2253);
      return new LdapName(subject)
          .getRdns().stream()
              .filter(part -> part.getType().equals("O"))
              .map(part -> part.getValue().toString())
              .toList();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | InvalidNameException e) {
      throw request.forbidden("unable to parse csr: " + e.getMessage());
    }
  }

  /// The subject of a PKCS #10 request: it stands after the version, two sequences deep.
  static byte[] subject(byte[] der) {
    int information = content(der, 0);
    int version = content(der, information);
    int subject = end(der, version);
    return Arrays.copyOfRange(der, subject, end(der, subject));
  }

  /// Where the content of the element at `at` begins.
  private static int content(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  /// Where the element at `at` ends.
  private static int end(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    if (length >= 0x80) {
      int size = 0;
      for (int i = 0; i < (length & 0x7f); i++) {
        size = (size << 8) | (der[at + 2 + i] & 0xff);
      }
      length = size;
    }
    return content(der, at) + length;
  }
}
