package k4j.apiserver.service;

import java.net.Inet4Address;
import java.net.InetAddress;
import k4j.api.validation.ValueFormats;

/// The addresses of services: a range of IPv4 without its first and last address.
public record ClusterIpRange(long network, int prefix) {

  /// @param cidr such as `10.96.0.0/12`
  public static ClusterIpRange of(String cidr) {
    int slash = cidr.indexOf('/');
    long address = number(cidr.substring(0, Math.max(slash, 0)));
    if (address < 0 || !ValueFormats.cidr(cidr).isEmpty()) {
      throw new IllegalArgumentException("not an IPv4 range: " + cidr);
    }
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    return new ClusterIpRange(address & mask(prefix), prefix);
  }

  private static long mask(int prefix) {
    return prefix == 0 ? 0 : (0xffff_ffffL << (32 - prefix)) & 0xffff_ffffL;
  }

  long first() {
    return network + 1;
  }

  long last() {
    return network + (1L << (32 - prefix)) - 2;
  }

  /// The address of the service `kubernetes`.
  public String apiServer() {
    return text(first());
  }

  /// -1 where the text is no IPv4 address.
  static long number(String text) {
    InetAddress address = ValueFormats.address(text);
    if (!(address instanceof Inet4Address)) {
      return -1;
    }
    long number = 0;
    for (byte part : address.getAddress()) {
      number = (number << 8) | (part & 0xff);
    }
    return number;
  }

  static String text(long number) {
    return (number >> 24 & 255)
        + "."
        + (number >> 16 & 255)
        + "."
        + (number >> 8 & 255)
        + "."
        + (number & 255);
  }

  @Override
  public String toString() {
    return text(network) + "/" + prefix;
  }
}
