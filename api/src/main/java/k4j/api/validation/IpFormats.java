package k4j.api.validation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// Checks the forms of addresses and of ranges of them (apimachinery, `util/validation/ip.go`).
public final class IpFormats {

  private static final String IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private IpFormats() {}

  /// Of an address in a field that has always been there.
  static List<String> ip(String text) {
    String bare = withoutZeros(text);
    InetAddress address = ValueFormats.address(bare);
    if (address == null) {
      return List.of(IP);
    }
    if (!bare.equals(text)) {
      return List.of("must not have leading 0s");
    }
    return isMapped(text, address) ? List.of("must not be an IPv4-mapped IPv6 address") : List.of();
  }

  /// Of an address in a newer field, where there is one form for each.
  public static List<String> canonicalIp(String text) {
    List<String> wrong = ip(text);
    InetAddress address = ValueFormats.address(text);
    return wrong.isEmpty() && address != null ? canonical(text, format(address)) : wrong;
  }

  private static List<String> canonical(String text, String form) {
    return text.equals(form) ? List.of() : List.of("must be in canonical form (\"" + form + "\")");
  }

  static List<String> cidr(String text) {
    int slash = text.indexOf('/');
    String ip = slash < 0 ? "" : withoutZeros(text.substring(0, slash));
    InetAddress address = ValueFormats.address(ip);
    int length = address == null ? -1 : prefix(text.substring(slash + 1), address);
    if (address == null || length < 0) {
      return List.of(CIDR);
    }
    if (!text.equals(ip + "/" + length)) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (isMapped(ip, address)) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    return isMasked(address.getAddress(), length)
        ? List.of()
        : List.of("must not have bits set beyond the prefix length");
  }

  public static List<String> canonicalCidr(String text) {
    List<String> wrong = cidr(text);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    int slash = text.indexOf('/');
    InetAddress address = ValueFormats.address(text.substring(0, slash));
    return address == null ? wrong : canonical(text, format(address) + text.substring(slash));
  }

  private static int prefix(String digits, InetAddress address) {
    boolean number =
        !digits.isEmpty() && digits.length() <= 6 && digits.chars().allMatch(Character::isDigit);
    int length = number ? Integer.parseInt(digits) : -1;
    return length > address.getAddress().length * 8 ? -1 : length;
  }

  private static boolean isMapped(String text, InetAddress address) {
    return text.indexOf(':') >= 0 && address instanceof Inet4Address;
  }

  private static String withoutZeros(String text) {
    return text.indexOf(':') >= 0 ? text : text.replaceAll("(^|\\.)0+(\\d)", "$1$2");
  }

  private static boolean isMasked(byte[] bytes, int length) {
    for (int bit = length; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        return false;
      }
    }
    return true;
  }

  /// The address as RFC 5952 has it.
  public static String format(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    var groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        start = i;
        longest = end - i;
      }
    }
    return join(groups, start, longest);
  }

  private static String join(int[] groups, int start, int length) {
    var out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        out.append("::");
        i += length - 1;
        continue;
      }
      boolean first = out.isEmpty() || out.charAt(out.length() - 1) == ':';
      out.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }
}
