package k4j.api.quantity;

import java.util.Map;
import k4j.api.quantity.Quantity.Format;
import org.jspecify.annotations.Nullable;

/// What may follow a quantity's number: a power of ten, or of two.
record Suffix(boolean binary, int exponent, Format format) {

  /// Nothing real is beyond, and arithmetic stays affordable.
  private static final int MAX_EXPONENT = 10_000;

  private static final Map<String, Integer> DECIMAL =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final Map<String, Integer> BINARY =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
  private static final String[] DECIMAL_NAMES = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY_NAMES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  /// Null where Kubernetes knows no such suffix.
  static @Nullable Suffix parse(String text) {
    Integer exponent = DECIMAL.get(text);
    if (exponent != null) {
      return new Suffix(false, exponent, Format.DECIMAL_SI);
    }
    exponent = BINARY.get(text);
    if (exponent != null) {
      return new Suffix(true, exponent, Format.BINARY_SI);
    }
    if (text.length() > 1 && (text.charAt(0) == 'e' || text.charAt(0) == 'E')) {
      try {
        int power = Math.clamp(Long.parseLong(text.substring(1)), -MAX_EXPONENT, MAX_EXPONENT);
        return new Suffix(false, power, Format.DECIMAL_EXPONENT);
      } catch (NumberFormatException notWhole) {
        return null;
      }
    }
    return null;
  }

  /// @param exponent a multiple of three
  static String decimal(int exponent, Format format) {
    if (format == Format.DECIMAL_EXPONENT) {
      return exponent == 0 ? "" : "e" + exponent;
    }
    int index = exponent / 3 + 3;
    return index < 0 || index >= DECIMAL_NAMES.length ? "" : DECIMAL_NAMES[index];
  }

  /// @param power of 1024
  static String binary(int power) {
    return power < BINARY_NAMES.length ? BINARY_NAMES[power] : "";
  }
}
