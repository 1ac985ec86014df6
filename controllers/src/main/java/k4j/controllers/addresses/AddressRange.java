package k4j.controllers.addresses;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import k4j.api.validation.IpFormats;
import k4j.api.validation.ValueFormats;

/// A range of addresses such as `10.244.0.0/16`, its own bits beyond the prefix zero.
///
/// @param width the bits of an address: 32 or 128
public record AddressRange(BigInteger start, int width, int prefix) {

  private static final int BYTE = 8;

  /// @throws IllegalArgumentException where the text is no range
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = slash < 0 ? null : ValueFormats.address(text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("invalid CIDR address: " + text);
    }
    int width = address.getAddress().length * BYTE;
    int prefix = Integer.parseInt(text.substring(slash + 1));
    if (prefix < 0 || prefix > width) {
      throw new IllegalArgumentException("invalid CIDR address: " + text);
    }
    int free = width - prefix;
    BigInteger number = new BigInteger(1, address.getAddress());
    return new AddressRange(number.shiftRight(free).shiftLeft(free), width, prefix);
  }

  /// A single address.
  ///
  /// @throws IllegalArgumentException where the text is no address
  public static AddressRange ofAddress(String text) {
    return parse(text + (text.indexOf(':') >= 0 ? "/128" : "/32"));
  }

  private BigInteger end() {
    return start.add(BigInteger.ONE.shiftLeft(width - prefix)).subtract(BigInteger.ONE);
  }

  public boolean overlaps(AddressRange other) {
    return width == other.width
        && start.compareTo(other.end()) <= 0
        && other.start.compareTo(end()) <= 0;
  }

  public boolean contains(AddressRange other) {
    return overlaps(other) && prefix <= other.prefix;
  }

  /// Whether a service may have the address: the first of the range, and the last of IPv4, are no
  /// one's.
  public boolean canGive(AddressRange address) {
    boolean last = width == Integer.SIZE && address.start.equals(end());
    return contains(address) && !address.start.equals(start) && !last;
  }

  /// The part of that number when it is split into parts with a longer prefix.
  public AddressRange part(int index, int length) {
    BigInteger offset = BigInteger.valueOf(index).shiftLeft(width - length);
    return new AddressRange(start.add(offset), width, length);
  }

  /// In which part the other range begins, or ends, of those that overlap this one.
  public int firstPart(AddressRange other, int length) {
    return other.start.max(start).subtract(start).shiftRight(width - length).intValueExact();
  }

  public int lastPart(AddressRange other, int length) {
    return other.end().min(end()).subtract(start).shiftRight(width - length).intValueExact();
  }

  @Override
  public String toString() {
    byte[] bytes = new byte[width / BYTE];
    byte[] number = start.toByteArray();
    int length = Math.min(number.length, bytes.length);
    System.arraycopy(number, number.length - length, bytes, bytes.length - length, length);
    try {
      return IpFormats.format(InetAddress.getByAddress(bytes)) + "/" + prefix;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only of an impossible length
    }
  }
}
