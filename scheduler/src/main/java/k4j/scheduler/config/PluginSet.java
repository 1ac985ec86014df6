package k4j.scheduler.config;

import java.util.List;

/// What a profile says of one extension point, or of all (`multiPoint`).
///
/// @param disabled names, or `*` for all that would be there by default
public record PluginSet(List<Entry> enabled, List<String> disabled) {

  public static final PluginSet NONE = new PluginSet(List.of(), List.of());

  /// @param weight 0 for the plugin's own
  public record Entry(String name, int weight) {}

  public PluginSet {
    enabled = List.copyOf(enabled);
    disabled = List.copyOf(disabled);
  }

  boolean disables(String name) {
    return disabled.contains(name) || disabled.contains("*");
  }

  boolean enables(String name) {
    return enabled.stream().anyMatch(entry -> entry.name().equals(name));
  }
}
