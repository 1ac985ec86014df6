package k4j.apiserver.discovery;

import java.util.List;
import k4j.api.json.JsonObject;

/// What extension API servers serve.
@FunctionalInterface
public interface RemoteDiscovery {

  RemoteDiscovery NONE = List::of;

  List<RemoteVersion> versions();

  /// One version of a group.
  ///
  /// @param document what aggregated discovery says about it
  /// @param openApi the address of its OpenAPI document; empty where it has none
  /// @param second what its OpenAPI document of version 2 says of this version; empty where it has
  ///   none
  record RemoteVersion(
      String group,
      String version,
      int groupPriority,
      int versionPriority,
      JsonObject document,
      String openApi,
      JsonObject second) {

    /// What stands in `apiVersion`.
    public String apiVersion() {
      return group + "/" + version;
    }
  }
}
