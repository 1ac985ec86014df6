package k4j.api.codec;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.GoDuration;
import k4j.api.meta.Times;
import k4j.api.quantity.Quantity;
import k4j.api.quantity.QuantityException;
import k4j.api.schema.Type.ScalarKind;

/// Reads leaves as Go's decoder and the types of apimachinery do.
final class Scalars {

  private Scalars() {}

  static Json decode(Json value, ScalarKind kind, Place place) {
    return switch (kind) {
      case STRING -> {
        if (value instanceof JsonString) {
          yield value;
        }
        throw place.cannotUnmarshal(goValue(value), "string");
      }
      case BOOLEAN -> {
        if (value instanceof JsonBoolean) {
          yield value;
        }
        throw place.cannotUnmarshal(goValue(value), "bool");
      }
      case INT32, INT64 -> whole(value, kind, place);
      case DOUBLE -> {
        if (value instanceof JsonInteger || value instanceof JsonDecimal) {
          yield value;
        }
        throw place.cannotUnmarshal(goValue(value), "float64");
      }
      case BYTES -> {
        if (value instanceof JsonString text) {
          yield bytes(text);
        }
        throw place.cannotUnmarshal(goValue(value), "[]uint8");
      }
      case TIME -> time(value, false, place);
      case MICRO_TIME -> time(value, true, place);
      case DURATION -> duration(value, place);
      case QUANTITY -> quantity(value);
      case INT_OR_STRING -> intOrString(value, place);
    };
  }

  private static Json whole(Json value, ScalarKind kind, Place place) {
    if (value instanceof JsonInteger number) {
      long n = number.value();
      if (kind == ScalarKind.INT64 || n == (int) n) {
        return value;
      }
    }
    String shown =
        value instanceof JsonInteger || value instanceof JsonDecimal
            ? "number " + literal(value)
            : goValue(value);
    throw place.cannotUnmarshal(shown, GoTypes.name(kind));
  }

  private static String literal(Json number) {
    String text = number.toString();
    return number instanceof JsonDecimal
            && text.chars().allMatch(c -> c == '-' || (c <= '9' && c >= '0'))
        ? text + ".0"
        : text;
  }

  private static JsonString bytes(JsonString text) {
    String given = text.value();
    String plain = given.indexOf('\n') < 0 && given.indexOf('\r') < 0 ? given : unbroken(given);
    int bad = Base64Check.firstBad(plain);
    if (bad >= 0) {
      throw new DecodeException("illegal base64 data at input byte " + bad);
    }
    // Trailing bits that say nothing are forgiven on the way in and not given out again.
    String canonical = Base64.getEncoder().encodeToString(Base64.getDecoder().decode(plain));
    return canonical.equals(given) ? text : new JsonString(canonical);
  }

  private static String unbroken(String text) {
    return text.replace("\n", "").replace("\r", "");
  }

  private static Json time(Json value, boolean micro, Place place) {
    if (!(value instanceof JsonString text)) {
      throw place.cannotUnmarshal(goValue(value), "string");
    }
    Optional<Instant> parsed = Times.parse(text.value());
    if (parsed.isEmpty()) {
      String quoted = GoQuote.quote(text.value());
      String layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
      throw new DecodeException(
          "parsing time %s as \"%s\": cannot parse %s as \"2006\""
              .formatted(quoted, layout, quoted));
    }
    String canonical = micro ? Times.formatMicro(parsed.get()) : Times.format(parsed.get());
    return canonical.equals(text.value()) ? value : Json.of(canonical);
  }

  private static Json duration(Json value, Place place) {
    if (!(value instanceof JsonString text)) {
      throw place.cannotUnmarshal(goValue(value), "string");
    }
    if (GoDuration.parse(text.value()).isEmpty()) {
      throw new DecodeException("time: invalid duration " + GoQuote.quote(text.value()));
    }
    return value;
  }

  private static Json quantity(Json value) {
    String text =
        switch (value) {
          case JsonString string -> string.value().strip();
          default -> value.toString();
        };
    try {
      String canonical = Quantity.parse(text).toString();
      return value instanceof JsonString given && given.value().equals(canonical)
          ? value
          : Json.of(canonical);
    } catch (QuantityException e) {
      throw new DecodeException(String.valueOf(e.getMessage()));
    }
  }

  private static Json intOrString(Json value, Place place) {
    return switch (value) {
      case JsonString _ -> value;
      case JsonInteger number when number.value() == (int) number.value() -> value;
      case JsonInteger _, JsonDecimal _ ->
          throw place.cannotUnmarshal("number " + literal(value), "int32");
      default -> throw place.cannotUnmarshal(goValue(value), "int32");
    };
  }

  static String goValue(Json value) {
    return switch (value) {
      case JsonObject _ -> "object";
      case JsonArray _ -> "array";
      case JsonString _ -> "string";
      case JsonInteger _, JsonDecimal _ -> "number";
      case JsonBoolean _ -> "bool";
      case JsonNull _ -> "null";
    };
  }
}
