package k4j.controllers.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import k4j.api.validation.IpFormats;
import k4j.api.validation.ValueFormats;

/// A range of addresses such as `10.244.0.0/16`, its own bits beyond the prefix zero.
///
/// @param width the bits of an address: 32 or 128
record AddressRange(BigInteger start, int width, int prefix) {

  private static final int BYTE = 8;

  /// @throws IllegalArgumentException where the text is no range
  static AddressRange parse(String text) {
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

  private BigInteger end() {
    return start.add(BigInteger.ONE.shiftLeft(width - prefix)).subtract(BigInteger.ONE);
  }

  boolean overlaps(AddressRange other) {
    return width == other.width
        && start.compareTo(other.end()) <= 0
        && other.start.compareTo(end()) <= 0;
  }

  /// The part of that number when it is split into parts with a longer prefix.
  AddressRange part(int index, int length) {
    BigInteger offset = BigInteger.valueOf(index).shiftLeft(width - length);
    return new AddressRange(start.add(offset), width, length);
  }

  /// In which part the other range begins, or ends, of those that overlap this one.
  int firstPart(AddressRange other, int length) {
    return other.start.max(start).subtract(start).shiftRight(width - length).intValueExact();
  }

  int lastPart(AddressRange other, int length) {
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
