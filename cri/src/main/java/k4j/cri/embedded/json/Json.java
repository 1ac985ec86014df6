package k4j.cri.embedded.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A parsed JSON value, forgiving to read: what is missing or of another type is empty.
public record Json(@Nullable Object value) {
  private static final Json MISSING = new Json(null);

  public static Json parse(String text) {
    return new Json(new JsonParser(text).parse());
  }

  public static Json parse(byte[] text) {
    return parse(new String(text, java.nio.charset.StandardCharsets.UTF_8));
  }

  public Json get(String key) {
    return value instanceof Map<?, ?> map && map.containsKey(key)
        ? new Json(map.get(key))
        : MISSING;
  }

  public boolean isPresent() {
    return value != null;
  }

  public String text() {
    return text("");
  }

  public String text(String otherwise) {
    return value instanceof String text ? text : otherwise;
  }

  public long number(long otherwise) {
    return value instanceof Number number ? number.longValue() : otherwise;
  }

  public int integer(int otherwise) {
    return (int) number(otherwise);
  }

  public OptionalLong optionalNumber() {
    return value instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  public Optional<String> optionalText() {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public boolean truth() {
    return value instanceof Boolean truth && truth;
  }

  public List<Json> list() {
    return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
  }

  public List<String> texts() {
    return list().stream().map(Json::text).toList();
  }

  public Map<String, Json> map() {
    Map<String, Json> result = new java.util.LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> result.put((String) key, new Json(item)));
    }
    return result;
  }

  public Map<String, String> textMap() {
    Map<String, String> result = new java.util.LinkedHashMap<>();
    map().forEach((key, item) -> result.put(key, item.text()));
    return result;
  }
}
