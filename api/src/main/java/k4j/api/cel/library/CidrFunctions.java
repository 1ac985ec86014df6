package k4j.api.cel.library;

import java.math.BigInteger;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OpaqueValue;
import k4j.api.cel.value.Sized;

/// Ranges of IP addresses.
final class CidrFunctions {

  private static final String TYPE = "net.CIDR";

  private CidrFunctions() {}

  /// An address and how many of its bits count.
  record Prefix(Address address, int bits) implements OpaqueValue, Sized {

    static Prefix parse(String text) {
      int slash = text.lastIndexOf('/');
      if (slash < 0) {
        throw error(text, "no '/'");
      }
      String length = text.substring(slash + 1);
      if (!length.matches("0|[1-9][0-9]{0,2}")) {
        throw error(text, "bad bits after slash: \"" + length + "\"");
      }
      Address address = Address.parse(text.substring(0, slash));
      int bits = Integer.parseInt(length);
      if (bits > address.size() * 8) {
        throw error(text, "prefix length out of range");
      }
      return new Prefix(address, bits);
    }

    private static EvaluationException error(String text, String reason) {
      String parse = "network address parse error during conversion from string: ";
      return new EvaluationException(
          parse + parse + "netip.ParsePrefix(\"" + text + "\"): " + reason);
    }

    boolean contains(Address other) {
      return other.size() == address.size() && shifted(other).equals(shifted(address));
    }

    private BigInteger shifted(Address of) {
      return new BigInteger(1, of.bytes()).shiftRight((int) of.size() * 8 - bits);
    }

    Prefix masked() {
      byte[] bytes = address.bytes();
      for (int i = 0; i < bytes.length; i++) {
        int kept = Math.clamp(bits - 8L * i, 0, 8);
        bytes[i] &= (byte) (0xff << (8 - kept));
      }
      return new Prefix(new Address(bytes), bits);
    }

    @Override
    public String typeName() {
      return TYPE;
    }

    @Override
    public long size() {
      return (bits + 7L) / 8;
    }
  }

  static void into(FunctionTable table) {
    table.add("string_to_cidr", "cidr(string) " + TYPE, args -> Prefix.parse((String) args[0]));
    table.add(
        "cidr_contains_ip_string",
        TYPE + "::containsIP(string) bool",
        args -> containsIp((Prefix) args[0], args[1]));
    table.add(
        "cidr_contains_ip_ip",
        TYPE + "::containsIP(net.IP) bool",
        args -> containsIp((Prefix) args[0], args[1]));
    table.add(
        "cidr_contains_cidr_string",
        TYPE + "::containsCIDR(string) bool",
        args -> containsCidr((Prefix) args[0], args[1]));
    table.add(
        "cidr_contains_cidr",
        TYPE + "::containsCIDR(" + TYPE + ") bool",
        args -> containsCidr((Prefix) args[0], args[1]));
    table.add("cidr_ip", TYPE + "::ip() net.IP", args -> ((Prefix) args[0]).address());
    table.add(
        "cidr_prefix_length",
        TYPE + "::prefixLength() int",
        args -> (long) ((Prefix) args[0]).bits());
    table.add("cidr_masked", TYPE + "::masked() " + TYPE, args -> ((Prefix) args[0]).masked());
    table.add("is_cidr", "isCIDR(string) bool", args -> isCidr((String) args[0]));
    table.add(
        "cidr_to_string",
        "string(" + TYPE + ") string",
        args -> ((Prefix) args[0]).address().text() + "/" + ((Prefix) args[0]).bits());
  }

  private static boolean containsIp(Prefix prefix, Object other) {
    return prefix.contains(other instanceof String text ? Address.parse(text) : (Address) other);
  }

  private static boolean containsCidr(Prefix prefix, Object other) {
    Prefix inner = other instanceof String text ? Prefix.parse(text) : (Prefix) other;
    return prefix.bits() <= inner.bits() && prefix.contains(inner.address());
  }

  private static boolean isCidr(String text) {
    try {
      Prefix.parse(text);
      return true;
    } catch (EvaluationException failure) {
      return false;
    }
  }
}
