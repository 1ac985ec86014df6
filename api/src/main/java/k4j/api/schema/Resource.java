package k4j.api.schema;

import java.util.List;

/// One row of discovery: a plural under a group and version, with everything that serving it needs.
///
/// @param shortNames what users may type for it, such as `po`
/// @param verbs as discovery shows them: create, delete, deletecollection, get, list, patch,
///   update, watch
/// @param enabledByDefault whether it is served; as it ships, whether 1.36 serves it without
///   `--runtime-config` or a feature gate
public record Resource(
    ResourceName name,
    String kind,
    String singular,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    boolean enabledByDefault,
    ObjectType type,
    List<Subresource> subresources,
    List<Column> columns,
    List<String> fieldSelectors) {

  public Resource {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
    subresources = List.copyOf(subresources);
    columns = List.copyOf(columns);
    fieldSelectors = List.copyOf(fieldSelectors);
  }

  /// The same, served or not.
  public Resource withEnabled(boolean enabled) {
    return enabled == enabledByDefault
        ? this
        : new Resource(
            name,
            kind,
            singular,
            namespaced,
            shortNames,
            categories,
            verbs,
            enabled,
            type,
            subresources,
            columns,
            fieldSelectors);
  }

  /// What stands in `apiVersion`.
  public String apiVersion() {
    return name.apiVersion();
  }

  /// Something served below one object, such as `status`, `scale` or `log`.
  ///
  /// @param groupVersionKind the kind it speaks, its `apiVersion` and name: `autoscaling/v1/Scale`,
  ///   `v1/Pod`
  public record Subresource(String name, String groupVersionKind, List<String> verbs) {
    public Subresource {
      verbs = List.copyOf(verbs);
    }
  }

  /// A column of the server-side table.
  ///
  /// @param priority 0 always, 1 with `-o wide`
  /// @param path where the cell's value stands, as a JSONPath; empty where code makes the cell
  public record Column(
      String name, String type, String format, String description, int priority, String path) {

    public Column(String name, String type, String format, String description, int priority) {
      this(name, type, format, description, priority, "");
    }
  }
}
