package k4j.schema.model;

import java.util.List;

/// A served plural.
///
/// @param kind the definition of its objects
/// @param rules verbs, short, categories, singular, select, off
public record ResourceModel(
    String apiVersion,
    String plural,
    String kind,
    boolean namespaced,
    Rules rules,
    List<Subresource> subresources,
    List<Column> columns) {

  public ResourceModel {
    subresources = List.copyOf(subresources);
    columns = List.copyOf(columns);
  }

  /// @param kind `apiVersion/Kind`
  public record Subresource(String name, String kind, List<String> verbs) {}

  public record Column(String name, String type, String format, boolean wide, String description) {}

  public boolean enabled() {
    return !rules.has("off");
  }

  public String singular() {
    return rules.has("singular")
        ? rules.value("singular")
        : kind.toLowerCase(java.util.Locale.ROOT);
  }

  public ResourceModel withColumns(List<Column> more) {
    return new ResourceModel(apiVersion, plural, kind, namespaced, rules, subresources, more);
  }
}
