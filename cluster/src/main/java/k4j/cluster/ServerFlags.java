package k4j.cluster;

import k4j.api.json.JsonObject;

/// What kube-apiserver has flags for and a cluster may be started with.
///
/// @param featureGates such as `A=true,B=false`; empty for the defaults
/// @param runtimeConfig such as `api/beta=true`; empty for the defaults
public record ServerFlags(String featureGates, String runtimeConfig) {

  public static final ServerFlags NONE = new ServerFlags("", "");

  static ServerFlags of(JsonObject json) {
    return new ServerFlags(json.string("featureGates"), json.string("runtimeConfig"));
  }

  JsonObject json() {
    return JsonObject.EMPTY.with("featureGates", featureGates).with("runtimeConfig", runtimeConfig);
  }
}
