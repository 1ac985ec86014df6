package k4j.api.cel.library;

import java.net.InetAddress;
import java.util.function.Predicate;
import k4j.api.cel.function.FunctionTable;

/// IP addresses.
final class IpFunctions {

  private static final String TYPE = Address.TYPE;

  private IpFunctions() {}

  static void into(FunctionTable table) {
    table.add("string_to_ip", "ip(string) " + TYPE, args -> Address.parse((String) args[0]));
    table.add(
        "ip_family",
        TYPE + "::family() int",
        args -> ((Address) args[0]).bytes().length == 4 ? 4L : 6L);
    table.add(
        "ip_is_canonical",
        "ip.isCanonical(string) bool",
        args -> Address.parse((String) args[0]).text().equals(args[0]));
    test(table, "ip_is_unspecified", "isUnspecified", InetAddress::isAnyLocalAddress);
    test(table, "ip_is_loopback", "isLoopback", InetAddress::isLoopbackAddress);
    test(
        table,
        "ip_is_link_local_multicast",
        "isLinkLocalMulticast",
        IpFunctions::isLinkLocalMulticast);
    test(table, "ip_is_link_local_unicast", "isLinkLocalUnicast", InetAddress::isLinkLocalAddress);
    test(table, "ip_is_global_unicast", "isGlobalUnicast", IpFunctions::isGlobalUnicast);
    table.add("is_ip", "isIP(string) bool", args -> Address.isAddress((String) args[0]));
    table.add("ip_to_string", "string(" + TYPE + ") string", args -> ((Address) args[0]).text());
  }

  private static void test(
      FunctionTable table, String id, String name, Predicate<InetAddress> test) {
    table.add(
        id, TYPE + "::" + name + "() bool", args -> test.test(((Address) args[0]).toInetAddress()));
  }

  private static boolean isLinkLocalMulticast(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
        : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2;
  }

  private static boolean isGlobalUnicast(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean broadcast =
        bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3] & 0xff) == 0xff;
    return !broadcast
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress();
  }
}
