package k4j.apiserver.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.discovery.RemoteDiscovery.RemoteVersion;

/// What this server and extension API servers serve together. Pure.
final class MergedDiscovery {

  /// What custom resources have.
  private static final int OTHER_VERSIONS = 100;

  private final List<Group> groups;

  private MergedDiscovery(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  private record Version(
      String apiVersion, String name, int priority, Supplier<JsonObject> document) {

    JsonObject old() {
      return JsonObject.EMPTY.with("groupVersion", apiVersion).with("version", name);
    }
  }

  private record Group(String name, int priority, List<Version> versions) {

    JsonObject old() {
      List<JsonObject> all = versions.stream().map(Version::old).toList();
      return JsonObject.EMPTY
          .with("name", name)
          .with("versions", JsonArray.of(all))
          .with("preferredVersion", all.getFirst());
    }

    JsonObject aggregated() {
      return JsonObject.EMPTY
          .with("metadata", JsonObject.EMPTY.with("name", name))
          .with(
              "versions",
              JsonArray.of(versions.stream().map(each -> each.document().get()).toList()));
    }
  }

  /// @param local what this server serves; the core group is left out
  static MergedDiscovery of(List<ServedGroup> local, List<RemoteVersion> remote) {
    var priorities = new TreeMap<String, Integer>();
    Map<String, List<Version>> versions = new TreeMap<>();
    for (ServedGroup group : local) {
      if (!group.name().isEmpty()) {
        priorities.put(group.name(), GroupPriorities.of(group.name()));
        versions.put(group.name(), new ArrayList<>(versions(group)));
      }
    }
    for (RemoteVersion each : remote) {
      priorities.merge(each.group(), each.groupPriority(), Math::max);
      versions
          .computeIfAbsent(each.group(), _ -> new ArrayList<>())
          .add(
              new Version(
                  each.apiVersion(), each.version(), each.versionPriority(), each::document));
    }
    var groups = new ArrayList<Group>();
    versions.forEach(
        (name, list) -> groups.add(group(name, priorities.getOrDefault(name, 0), list)));
    groups.sort(Comparator.comparingInt(Group::priority).reversed().thenComparing(Group::name));
    return new MergedDiscovery(groups);
  }

  private static List<Version> versions(ServedGroup group) {
    return group.versions().stream()
        .map(version ->
            new Version(
                version.apiVersion(),
                version.name(),
                ApiServicePriorities.of(version.apiVersion())
                    .map(ApiServicePriorities.Priority::version)
                    .orElse(OTHER_VERSIONS),
                () -> AggregatedDiscovery.version(version)))
        .toList();
  }

  private static Group group(String name, int priority, List<Version> versions) {
    versions.sort(
        Comparator.comparingInt(Version::priority)
            .reversed()
            .thenComparing(Version::name, VersionOrder.BEST_FIRST));
    return new Group(name, priority, List.copyOf(versions));
  }

  /// What `/apis` answers to old clients.
  JsonObject old() {
    return JsonObject.EMPTY
        .with("kind", "APIGroupList")
        .with("apiVersion", "v1")
        .with("groups", JsonArray.of(groups.stream().map(Group::old).toList()));
  }

  /// What `/apis/GROUP` answers; empty where nobody serves the group.
  JsonObject old(String group) {
    return groups.stream()
        .filter(each -> each.name().equals(group))
        .findFirst()
        .map(each -> each.old().with("kind", "APIGroup").with("apiVersion", "v1"))
        .orElse(JsonObject.EMPTY);
  }

  /// What `/apis` answers to clients that want everything at once.
  JsonObject aggregated() {
    return AggregatedDiscovery.list(groups.stream().map(Group::aggregated).toList());
  }
}
