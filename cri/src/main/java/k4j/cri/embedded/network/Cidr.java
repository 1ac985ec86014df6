package k4j.cri.embedded.network;

import java.util.Optional;
import java.util.stream.Stream;

/// A range of IPv4 addresses, as numbers.
public record Cidr(int base, int prefix) {
  private static final int BITS = 32;

  /// The IPv4 range in a comma separated list; empty if there is none.
  public static Optional<Cidr> first(String list) {
    return Stream.of(list.split(",", -1))
        .map(String::strip)
        .flatMap(t -> parse(t).stream())
        .findFirst();
  }

  static Optional<Cidr> parse(String text) {
    String[] halves = text.split("/", -1);
    String[] parts = halves[0].split("\\.", -1);
    if (halves.length != 2 || parts.length != 4) {
      return Optional.empty();
    }
    try {
      int prefix = Integer.parseInt(halves[1]);
      int address = 0;
      for (String part : parts) {
        int number = Integer.parseInt(part);
        if (number < 0 || number > 255) {
          return Optional.empty();
        }
        address = address << 8 | number;
      }
      return prefix < 1 || prefix > BITS - 2
          ? Optional.empty()
          : Optional.of(new Cidr(address & mask(prefix), prefix));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static int mask(int prefix) {
    return -1 << (BITS - prefix);
  }

  /// How many addresses there are between the network's and the broadcast address.
  public int hosts() {
    return (1 << Math.min(BITS - prefix, 30)) - 2;
  }

  /// The host with this number; the first, which is the node itself, is 1.
  public int host(int number) {
    return base + number;
  }

  public static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  public static byte[] bytes(int address) {
    return new byte[] {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
  }

  /// A hardware address that tells the address, as CNI plugins make them.
  public static byte[] mac(int address) {
    byte[] ip = bytes(address);
    return new byte[] {0x0a, 0x58, ip[0], ip[1], ip[2], ip[3]};
  }

  @Override
  public String toString() {
    return text(base) + "/" + prefix;
  }
}
