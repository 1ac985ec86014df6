package k4j.kubelet.pod;

import k4j.api.json.JsonObject;

/// What names a pod for good: a later pod of the same name has another uid.
public record PodName(String namespace, String name, String uid) {

  public static PodName of(JsonObject pod) {
    JsonObject metadata = pod.object("metadata");
    return new PodName(
        metadata.string("namespace"), metadata.string("name"), metadata.string("uid"));
  }

  public String key() {
    return namespace + "/" + name;
  }

  /// As messages of the kubelet show it.
  @Override
  public String toString() {
    return name + "_" + namespace + "(" + uid + ")";
  }
}
