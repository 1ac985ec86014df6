package k4j.apiserver.strategy.warning;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import k4j.api.validation.FieldPath;
import k4j.api.validation.IpFormats;
import k4j.api.validation.ValueFormats;

/// Forms of ranges of addresses that not everybody reads alike (apimachinery, `util/validation`,
/// GetWarningsForCIDR).
public final class RangeForms {

  private RangeForms() {}

  public static void each(List<String> ranges, FieldPath path, List<String> out) {
    for (int i = 0; i < ranges.size(); i++) {
      one(ranges.get(i), path.index(i), out);
    }
  }

  public static void one(String text, FieldPath path, List<String> out) {
    int slash = text.indexOf('/');
    String given = text.substring(0, Math.max(slash, 0));
    boolean six = given.indexOf(':') >= 0;
    InetAddress address =
        ValueFormats.address(six ? given : given.replaceAll("(^|\\.)0+(\\d)", "$1$2"));
    String digits = text.substring(slash + 1);
    if (address == null || !digits.matches("\\d{1,6}")) {
      return; // validation says what is wrong with it
    }
    boolean mapped = six && address instanceof Inet4Address;
    int length = Integer.parseInt(digits) - (mapped ? 96 : 0);
    int whole = address.getAddress().length * 8;
    if (length < 0 || length > whole) {
      return;
    }
    InetAddress network = masked(address, length);
    String range = IpFormats.format(network) + "/" + length;
    boolean loose = !network.equals(address);
    if (loose) {
      out.add(
          "%s: CIDR value \"%s\" is ambiguous in this context (should be \"%s\" or \"%s/%d\"?)"
              .formatted(path, text, range, IpFormats.format(address), whole));
    }
    boolean strict = !mapped && ValueFormats.ip(given).isEmpty() && !digits.matches("0\\d+");
    if (!strict) {
      out.add(
          "%s: non-standard CIDR value \"%s\" is invalid: use \"%s\"".formatted(path, text, range));
    } else if (!loose && six && !range.equals(text)) {
      out.add(
          "%s: IPv6 CIDR value \"%s\" should be in RFC 5952 canonical format (\"%s\")"
              .formatted(path, text, range));
    }
  }

  private static InetAddress masked(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has a wrong length", e);
    }
  }
}
