package k4j.schema.model;

import java.util.List;
import java.util.Map;

/// The attributes that the overlay gives a field or a definition, `name=value`.
public record Rules(Map<String, String> attributes) {

  public static final Rules NONE = new Rules(Map.of());

  public Rules {
    attributes = Map.copyOf(attributes);
  }

  /// The value, or `""`.
  public String value(String name) {
    return attributes.getOrDefault(name, "");
  }

  public boolean has(String name) {
    return attributes.containsKey(name);
  }

  public List<String> values(String name) {
    return has(name) ? List.of(value(name).split(",", -1)) : List.of();
  }
}
