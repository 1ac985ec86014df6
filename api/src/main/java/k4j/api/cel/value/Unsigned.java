package k4j.api.cel.value;

/// A 64-bit number without sign.
public record Unsigned(long bits) implements Comparable<Unsigned> {

  @Override
  public int compareTo(Unsigned other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  /// The nearest number with a fraction.
  public double toDouble() {
    return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(bits);
  }
}
