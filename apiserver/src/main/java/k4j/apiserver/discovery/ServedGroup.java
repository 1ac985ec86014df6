package k4j.apiserver.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;

/// A group with its versions, best first.
///
/// @param name empty for the core group
public record ServedGroup(String name, List<Version> versions) {

  public ServedGroup {
    versions = List.copyOf(versions);
  }

  /// @param resources by their plurals
  public record Version(String name, List<Resource> resources) {
    public Version {
      resources = List.copyOf(resources);
    }

    /// What stands in `apiVersion`.
    public String apiVersion() {
      return resources.getFirst().apiVersion();
    }
  }

  /// What a catalog serves, in the order of discovery.
  public static List<ServedGroup> of(Catalog catalog) {
    var groups = new TreeMap<String, TreeMap<String, List<Resource>>>(GroupPriorities.GROUP_ORDER);
    for (Resource resource : catalog.resources()) {
      if (resource.enabledByDefault()) {
        groups
            .computeIfAbsent(resource.name().group(), _ -> new TreeMap<>(VersionOrder.BEST_FIRST))
            .computeIfAbsent(resource.name().version(), _ -> new ArrayList<>())
            .add(resource);
      }
    }
    var result = new ArrayList<ServedGroup>();
    groups.forEach((name, versions) -> result.add(new ServedGroup(name, versions(versions))));
    return List.copyOf(result);
  }

  private static List<Version> versions(TreeMap<String, List<Resource>> byName) {
    var versions = new ArrayList<Version>();
    byName.forEach((name, resources) -> {
      resources.sort(Comparator.comparing(resource -> resource.name().plural()));
      versions.add(new Version(name, resources));
    });
    return versions;
  }
}
