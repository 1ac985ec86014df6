package k4j.kubelet.volume;

import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.Unstructured;
import k4j.kubelet.pod.Pods;

/// Reads each claim and volume when a pod needs it: a kubelet may watch neither.
public final class ApiClaims implements ClaimSource {

  private final Client client;
  private final String node;

  /// @param node the name of this node
  public ApiClaims(Client client, String node) {
    this.client = client;
    this.node = node;
  }

  @Override
  public JsonObject claim(String namespace, String name) {
    Unstructured claim = client.in(Pods.PERSISTENT_VOLUME_CLAIM, namespace).get(name);
    return claim.json();
  }

  @Override
  public JsonObject volume(String name) {
    Unstructured volume = client.on(Pods.PERSISTENT_VOLUME).get(name);
    return volume.json();
  }

  @Override
  public JsonObject nodeLabels() {
    Unstructured self = client.on(Pods.NODE).get(node);
    return self.json().object("metadata").object("labels");
  }
}
