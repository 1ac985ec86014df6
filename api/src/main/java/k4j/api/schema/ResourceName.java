package k4j.api.schema;

/// Group, version and plural: what a URL names.
///
/// @param group empty for the core group
public record ResourceName(String group, String version, String plural) {

  /// What stands in `apiVersion`: `v1`, `apps/v1`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// The plural with its group as messages show it: `pods`, `deployments.apps`.
  public String groupResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /// Where its URLs begin: `/api/v1`, `/apis/apps/v1`.
  public String root() {
    return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
  }
}
