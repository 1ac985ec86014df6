package k4j.controllers.certificates;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// What a request (PKCS #10) asks for.
///
/// @param names alternative ones
record Asked(PKCS10CertificationRequest request, List<GeneralName> names) {

  Asked {
    names = List.copyOf(names);
  }

  /// Empty where it is none.
  static Optional<Asked> parse(String base64) {
    byte[] pem = Base64.getDecoder().decode(base64);
    try (var reader =
        new PemReader(new InputStreamReader(new ByteArrayInputStream(pem), ISO_8859_1))) {
      PemObject object = reader.readPemObject();
      if (object == null) {
        return Optional.empty();
      }
      var request = new PKCS10CertificationRequest(object.getContent());
      return Optional.of(new Asked(request, names(request)));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static List<GeneralName> names(PKCS10CertificationRequest request) {
    var names = new ArrayList<GeneralName>();
    for (var attribute : request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
      Extensions extensions = Extensions.getInstance(attribute.getAttrValues().getObjectAt(0));
      GeneralNames found =
          GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
      if (found != null) {
        names.addAll(Arrays.asList(found.getNames()));
      }
    }
    return names;
  }

  X500Name subject() {
    return request.getSubject();
  }

  String commonName() {
    var names = subject().getRDNs(BCStyle.CN);
    return names.length == 0
        ? ""
        : IETFUtils.valueToString(names[names.length - 1].getFirst().getValue());
  }

  List<String> organizations() {
    return Arrays.stream(subject().getRDNs(BCStyle.O))
        .map(each -> IETFUtils.valueToString(each.getFirst().getValue()))
        .toList();
  }

  boolean has(int kind) {
    return names.stream().anyMatch(name -> name.getTagNo() == kind);
  }
}
