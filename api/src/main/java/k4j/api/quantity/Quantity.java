package k4j.api.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import k4j.api.json.Json;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// An exact amount of a resource, such as `500m` or `1536Mi`. Two quantities are equal if they are
/// the same amount, however they are written.
public final class Quantity implements Comparable<Quantity> {

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "0");

  private final BigDecimal value;
  private final Format format;
  private volatile @Nullable String text;

  /// How the amount is written.
  public enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  Quantity(BigDecimal value, Format format, @Nullable String text) {
    this.value = value;
    this.format = format;
    this.text = text;
  }

  /// @throws QuantityException in Kubernetes' words where the text is no quantity
  public static Quantity parse(String text) {
    return text.equals("0") ? ZERO : QuantityText.parse(text);
  }

  /// The quantity that stands in a valid object: a text or a number; zero where there is none.
  public static Quantity of(@Nullable Json json) {
    return switch (json) {
      case JsonString string -> parse(string.value().strip());
      case JsonInteger number -> of(number.value());
      case JsonDecimal number -> parse(number.toString());
      case null, default -> ZERO;
    };
  }

  public static Quantity of(long amount) {
    return new Quantity(BigDecimal.valueOf(amount), Format.DECIMAL_SI, null);
  }

  public static Quantity ofMilli(long thousandths) {
    return new Quantity(BigDecimal.valueOf(thousandths, 3), Format.DECIMAL_SI, null);
  }

  /// An amount shown with powers of 1024.
  public static Quantity ofBytes(long bytes) {
    return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI, null);
  }

  public Format format() {
    return format;
  }

  public BigDecimal decimal() {
    return value;
  }

  /// The amount in whole units, rounded away from zero, held within 64 bits.
  public long value() {
    return scaled(0);
  }

  /// The amount in thousandths, rounded away from zero, held within 64 bits.
  public long milliValue() {
    return scaled(3);
  }

  private long scaled(int digits) {
    if (value.precision() - value.scale() + digits <= 19) {
      BigInteger whole = value.setScale(digits, RoundingMode.UP).unscaledValue();
      if (whole.bitLength() < 64) {
        return whole.longValue();
      }
    }
    return value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  public double doubleValue() {
    return value.doubleValue();
  }

  public int signum() {
    return value.signum();
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  /// Whether it is a whole number of units.
  public boolean isWhole() {
    return value.stripTrailingZeros().scale() <= 0;
  }

  /// The sum, in this one's format unless this is zero.
  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), isZero() ? other.format : format, null);
  }

  /// The difference, in this one's format unless this is zero.
  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value), isZero() ? other.format : format, null);
  }

  public Quantity times(long factor) {
    return new Quantity(value.multiply(BigDecimal.valueOf(factor)), format, null);
  }

  public Quantity negate() {
    return new Quantity(value.negate(), format, null);
  }

  public Quantity max(Quantity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public Quantity min(Quantity other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public Json json() {
    return Json.of(toString());
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity quantity && value.compareTo(quantity.value) == 0;
  }

  @Override
  public int hashCode() {
    return value.stripTrailingZeros().hashCode();
  }

  /// As Kubernetes writes it: a parsed text that was canonical stays as it was.
  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = QuantityText.canonical(value, format);
      text = known;
    }
    return known;
  }
}
