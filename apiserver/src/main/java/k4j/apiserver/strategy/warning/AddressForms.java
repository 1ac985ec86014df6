package k4j.apiserver.strategy.warning;

import java.net.InetAddress;
import java.util.List;
import k4j.api.validation.FieldPath;
import k4j.api.validation.IpFormats;
import k4j.api.validation.ValueFormats;

/// Forms of addresses that not everybody reads alike (apimachinery, `util/validation`,
/// GetWarningsForIP).
public final class AddressForms {

  private AddressForms() {}

  public static void each(List<String> addresses, FieldPath path, List<String> out) {
    for (int i = 0; i < addresses.size(); i++) {
      one(addresses.get(i), path.index(i), out);
    }
  }

  public static void one(String text, FieldPath path, List<String> out) {
    String bare = text.indexOf(':') < 0 ? text.replaceAll("(^|\\.)0+(\\d)", "$1$2") : text;
    InetAddress address = ValueFormats.address(bare);
    if (address == null) {
      return;
    }
    String form = IpFormats.format(address);
    if (!ValueFormats.ip(text).isEmpty()) {
      out.add(
          "%s: non-standard IP address \"%s\" is invalid: use \"%s\"".formatted(path, text, form));
    } else if (text.indexOf(':') >= 0 && !form.equals(text)) {
      out.add(
          "%s: IPv6 address \"%s\" should be in RFC 5952 canonical format (\"%s\")"
              .formatted(path, text, form));
    }
  }
}
