package k4j.api.meta;

import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/// How the generated views read and write leaves, and lists and maps of them. What is absent or of
/// another type reads as Go's zero value.
public final class Scalars {

  private static final byte[] NOTHING = {};

  private Scalars() {}

  public static String string(@Nullable Json json) {
    return json instanceof JsonString text ? text.value() : "";
  }

  public static boolean bool(@Nullable Json json) {
    return json == JsonBoolean.TRUE;
  }

  public static int integer(@Nullable Json json) {
    return (int) whole(json);
  }

  public static long whole(@Nullable Json json) {
    return switch (json) {
      case JsonInteger number -> number.value();
      case JsonDecimal number -> (long) number.value();
      case null, default -> 0;
    };
  }

  public static double decimal(@Nullable Json json) {
    return switch (json) {
      case JsonInteger number -> number.value();
      case JsonDecimal number -> number.value();
      case null, default -> 0;
    };
  }

  public static JsonObject object(@Nullable Json json) {
    return json instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  public static List<String> strings(@Nullable Json json) {
    return json instanceof JsonArray array ? array.strings() : List.of();
  }

  /// The bytes of a base64 text.
  public static byte[] bytes(@Nullable Json json) {
    return json instanceof JsonString text ? Base64.getDecoder().decode(text.value()) : NOTHING;
  }

  public static Json json(byte[] bytes) {
    return Json.of(Base64.getEncoder().encodeToString(bytes));
  }

  /// A time in a list or map; the epoch where it is none.
  public static Instant instant(@Nullable Json json) {
    return Times.parse(string(json)).orElse(Instant.EPOCH);
  }

  public static Json time(Instant instant) {
    return Json.of(Times.format(instant));
  }

  public static Json microTime(Instant instant) {
    return Json.of(Times.formatMicro(instant));
  }

  public static Optional<Quantity> quantity(@Nullable Json json) {
    return json == null ? Optional.empty() : Optional.of(Quantity.of(json));
  }

  public static Quantity exactQuantity(@Nullable Json json) {
    return Quantity.of(json);
  }

  public static Optional<IntOrString> intOrString(@Nullable Json json) {
    return json == null ? Optional.empty() : Optional.of(IntOrString.of(json));
  }

  public static IntOrString exactIntOrString(@Nullable Json json) {
    return IntOrString.of(json);
  }

  public static <T> List<T> list(JsonArray array, Function<? super Json, ? extends T> read) {
    return array.map(read);
  }

  public static <T> Json json(Collection<T> values, Function<? super T, ? extends Json> write) {
    return JsonArray.of(values.stream().map(write).toList());
  }

  /// In the order of the names.
  public static <T> Map<String, T> map(
      JsonObject object, Function<? super Json, ? extends T> read) {
    var result = new LinkedHashMap<String, T>();
    object.forEach((name, value) -> result.put(name, read.apply(value)));
    return Collections.unmodifiableMap(result);
  }

  public static <T> Json json(Map<String, T> values, Function<? super T, ? extends Json> write) {
    var out = JsonObject.builder();
    values.forEach((name, value) -> out.put(name, write.apply(value)));
    return out.build();
  }
}
