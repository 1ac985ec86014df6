package k4j.apiserver.strategy.certificate;

import java.util.List;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// The names of signers: `example.com/signer-name`, with as many dots after the slash as it likes.
final class SignerName {

  private SignerName() {}

  static void validate(FieldPath path, String name, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
      return;
    }
    String[] parts = name.split("/", -1);
    if (parts.length != 2) {
      errors.invalid(
          path,
          name,
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    if (parts[0].length() > 253) {
      errors.tooLong(path, 253);
    }
    String[] domain = parts[0].split("\\.", -1);
    if (domain.length < 2) {
      errors.invalid(path, name, "should be a domain with at least two segments separated by dots");
    }
    for (String label : domain) {
      labels(path, name, label, Formats.dnsLabel(label), errors);
    }
    for (String label : parts[1].split("\\.", -1)) {
      labels(path, name, label, Formats.dnsSubdomain(label), errors);
    }
    if (name.length() > 571) {
      errors.tooLong(path, 571);
    }
  }

  private static void labels(
      FieldPath path, String name, String label, List<String> problems, FieldErrors errors) {
    for (String problem : problems) {
      errors.invalid(path, name, "validating label \"" + label + "\": " + problem);
    }
  }
}
