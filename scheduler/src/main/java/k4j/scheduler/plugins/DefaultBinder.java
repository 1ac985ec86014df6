package k4j.scheduler.plugins;

import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.scheduler.framework.BindPlugin;

/// Binds by the `binding` subresource of the pod.
public final class DefaultBinder implements BindPlugin {

  private final Client client;

  public DefaultBinder(Client client) {
    this.client = client;
  }

  @Override
  public String name() {
    return "DefaultBinder";
  }

  @Override
  public boolean bind(Pod pod, String node) {
    JsonObject metadata =
        JsonObject.builder()
            .put("name", pod.name())
            .put("namespace", pod.namespace())
            .put("uid", pod.uid())
            .build();
    JsonObject target =
        JsonObject.builder().put("apiVersion", "v1").put("kind", "Node").put("name", node).build();
    JsonObject binding =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Binding")
            .put("metadata", metadata)
            .put("target", target)
            .build();
    client.near(Kinds.PODS, pod).post(pod.name(), "binding", binding);
    return true;
  }
}
