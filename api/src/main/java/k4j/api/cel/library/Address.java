package k4j.api.cel.library;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OpaqueValue;
import k4j.api.cel.value.Sized;
import org.jspecify.annotations.Nullable;

/// An IP address as a value; never a mapped one, never with a zone.
final class Address implements OpaqueValue, Sized {

  static final String TYPE = "net.IP";

  private static final Pattern IPV4 =
      Pattern.compile("((0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private final byte[] bytes;

  Address(byte[] bytes) {
    this.bytes = bytes;
  }

  static Address parse(String text) {
    if (text.contains("%") && bytesOf(text.substring(0, text.indexOf('%'))) != null) {
      throw new EvaluationException("IP address \"" + text + "\" with zone value is not allowed");
    }
    byte @Nullable [] bytes = bytesOf(text);
    if (bytes == null) {
      throw new EvaluationException(
          "IP Address \""
              + text
              + "\" parse error during conversion from string: ParseAddr(\""
              + text
              + "\"): unable to parse IP");
    }
    if (bytes.length == 4 && text.contains(":")) {
      throw new EvaluationException("IPv4-mapped IPv6 address \"" + text + "\" is not allowed");
    }
    return new Address(bytes);
  }

  static boolean isAddress(String text) {
    byte @Nullable [] bytes = bytesOf(text);
    return bytes != null && !(bytes.length == 4 && text.contains(":"));
  }

  /// Four bytes also for a mapped address, as Java has it; null where it is no literal.
  private static byte @Nullable [] bytesOf(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException failure) {
      return null;
    }
  }

  byte[] bytes() {
    return bytes.clone();
  }

  InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The shortest form, as RFC 5952 has it.
  String text() {
    return bytes.length == 4 ? toInetAddress().getHostAddress() : compressed();
  }

  private String compressed() {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    var result = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        result.append("::");
        i += length - 1;
      } else {
        result
            .append(!result.isEmpty() && result.charAt(result.length() - 1) != ':' ? ":" : "")
            .append(Integer.toHexString(groups[i]));
      }
    }
    return result.toString();
  }

  @Override
  public String typeName() {
    return TYPE;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
