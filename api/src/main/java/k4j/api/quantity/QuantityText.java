package k4j.api.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import k4j.api.quantity.Quantity.Format;
import org.jspecify.annotations.Nullable;

/// Reads and writes the text form of a quantity (apimachinery, `api/resource`).
final class QuantityText {

  static final String WRONG_FORMAT =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";

  private static final int NANO = 9;
  private static final int MAX_DIGITS = 18;
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final String SUFFIX_LETTERS = "eEinumkKMGTP";

  private final String text;
  private int at;

  private QuantityText(String text) {
    this.text = text;
  }

  static Quantity parse(String text) {
    if (text.isEmpty()) {
      throw new QuantityException(WRONG_FORMAT);
    }
    return new QuantityText(text).read();
  }

  private Quantity read() {
    boolean negative = text.charAt(0) == '-';
    if (negative || text.charAt(0) == '+') {
      at++;
    }
    skip('0');
    int from = at;
    skipDigits();
    String whole = text.substring(from, at);
    String fraction = "";
    if (at < text.length() && text.charAt(at) == '.') {
      from = ++at;
      skipDigits();
      fraction = text.substring(from, at);
    }
    Suffix suffix = suffix();
    String digits = (whole.isEmpty() && !fraction.isEmpty() ? "0" : whole) + fraction;
    if (digits.isEmpty()) {
      digits = "0";
    }
    boolean exact =
        suffix.binary()
            ? exactBinary(whole, fraction, suffix)
            : exactDecimal(digits, fraction, suffix);
    BigDecimal value = new BigDecimal(new BigInteger(digits), fraction.length());
    value =
        suffix.binary()
            ? value.multiply(new BigDecimal(BigInteger.TWO.pow(suffix.exponent())))
            : value.scaleByPowerOfTen(suffix.exponent());
    Format format = suffix.format();
    value = roundedToNano(value);
    if (format == Format.BINARY_SI && !exact) {
      if (value.compareTo(MAX) > 0) {
        value = MAX;
      }
      if (value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0) {
        format = Format.DECIMAL_SI;
      }
    }
    String kept = exact && keepsText(digits, fraction, suffix) ? text : null;
    return new Quantity(negative ? value.negate() : value, format, kept);
  }

  /// Whoever asks for some gets some: what is smaller than a billionth counts as one.
  private static BigDecimal roundedToNano(BigDecimal value) {
    if (value.scale() <= NANO) {
      return value;
    }
    if (value.signum() != 0 && value.precision() - value.scale() < -NANO) {
      return BigDecimal.valueOf(1, NANO);
    }
    return value.setScale(NANO, RoundingMode.UP);
  }

  private Suffix suffix() {
    int from = at;
    while (at < text.length() && SUFFIX_LETTERS.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    skipDigits();
    if (at < text.length()) {
      throw new QuantityException(WRONG_FORMAT);
    }
    Suffix suffix = Suffix.parse(text.substring(from));
    if (suffix == null) {
      throw new QuantityException(WRONG_SUFFIX);
    }
    return suffix;
  }

  private void skip(char c) {
    while (at < text.length() && text.charAt(at) == c) {
      at++;
    }
  }

  private void skipDigits() {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
  }

  /// Kubernetes computes what fits 64 bits surely by another way, which shows in what it keeps.
  private static boolean exactDecimal(String digits, String fraction, Suffix suffix) {
    return digits.length() <= MAX_DIGITS && suffix.exponent() - fraction.length() >= -NANO;
  }

  private static boolean exactBinary(String whole, String fraction, Suffix suffix) {
    return fraction.isEmpty()
        && 15 - Math.max(1, whole.length()) - suffix.exponent() * 3 / 10 - 1 >= 0;
  }

  /// Whether a quantity is written back as it was read, without being brought to canonical form.
  private static boolean keepsText(String digits, String fraction, Suffix suffix) {
    if (suffix.binary()) {
      return (Long.parseLong(digits) & 7) != 0;
    }
    return (suffix.exponent() - fraction.length()) % 3 == 0
        && !digits.endsWith("000")
        && digits.charAt(0) != '0';
  }

  /// The canonical text: no fraction, the largest suffix possible.
  static String canonical(BigDecimal value, Format format) {
    if (value.signum() == 0) {
      return "0";
    }
    if (format == Format.BINARY_SI) {
      BigInteger whole = wholeOrNull(value);
      if (whole != null && whole.abs().compareTo(KIBI) >= 0) {
        return binary(whole);
      }
      return decimal(value, Format.DECIMAL_SI);
    }
    return decimal(value, format);
  }

  private static @Nullable BigInteger wholeOrNull(BigDecimal value) {
    return value.scale() <= 0 || value.stripTrailingZeros().scale() <= 0
        ? value.toBigInteger()
        : null;
  }

  private static String binary(BigInteger whole) {
    int power = 0;
    BigInteger mantissa = whole;
    while (mantissa.getLowestSetBit() >= 10) {
      mantissa = mantissa.shiftRight(10);
      power++;
    }
    return mantissa + Suffix.binary(power);
  }

  private static String decimal(BigDecimal value, Format format) {
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
    return stripped.scaleByPowerOfTen(-exponent).toBigInteger() + Suffix.decimal(exponent, format);
  }
}
