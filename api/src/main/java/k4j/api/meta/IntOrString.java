package k4j.api.meta;

import java.util.OptionalInt;
import k4j.api.json.Json;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// A number or a text: a port by number or name, an amount or a share such as `25%`.
///
/// @param text the text; empty where it is a number
public record IntOrString(boolean isText, int number, String text) {

  public static IntOrString of(int number) {
    return new IntOrString(false, number, "");
  }

  public static IntOrString of(String text) {
    return new IntOrString(true, 0, text);
  }

  /// What stands in a valid object; the number 0 where there is nothing.
  public static IntOrString of(@Nullable Json json) {
    return switch (json) {
      case JsonString string -> of(string.value());
      case JsonInteger integer -> of((int) integer.value());
      case JsonDecimal decimal -> of((int) decimal.value());
      case null, default -> of(0);
    };
  }

  public Json json() {
    return isText ? Json.of(text) : Json.of(number);
  }

  public boolean isPercent() {
    return percent().isPresent();
  }

  /// The share in percent, where it is a text such as `25%`.
  public OptionalInt percent() {
    if (!isText || !text.endsWith("%")) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text, 0, text.length() - 1, 10));
    } catch (NumberFormatException notWhole) {
      return OptionalInt.empty();
    }
  }

  /// The number itself, or the share of a total.
  ///
  /// @throws IllegalArgumentException where it is a text that is no share
  public int scaled(int total, boolean roundUp) {
    if (!isText) {
      return number;
    }
    OptionalInt share = percent();
    if (share.isEmpty()) {
      throw new IllegalArgumentException(
          text.endsWith("%")
              ? "invalid value for IntOrString: invalid value \"%s\"".formatted(text)
              : "invalid value for IntOrString: invalid type: string is not a percentage");
    }
    double exact = (double) share.getAsInt() * total / 100;
    return (int) (roundUp ? Math.ceil(exact) : Math.floor(exact));
  }

  @Override
  public String toString() {
    return isText ? text : Integer.toString(number);
  }
}
