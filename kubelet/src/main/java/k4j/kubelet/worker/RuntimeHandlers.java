package k4j.kubelet.worker;

import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.Unstructured;
import k4j.cri.CriException;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.Sandboxes;

/// Which handler of the runtime makes a pod's sandbox.
public final class RuntimeHandlers {

  /// On a static pod: its container is a component of this process.
  public static final String COMPONENT = "k4j.io/component";

  private static final Kind<Unstructured> RUNTIME_CLASSES =
      Unstructured.kind(
          new ResourceName("node.k8s.io", "v1", "runtimeclasses"), "RuntimeClass", false);

  private final Client client;

  public RuntimeHandlers(Client client) {
    this.client = client;
  }

  /// @throws CriException where the pod names a class that does not exist
  String of(JsonObject pod) {
    if (PodSpecs.isStatic(pod) && PodSpecs.annotations(pod).has(COMPONENT)) {
      return Sandboxes.IN_PROCESS;
    }
    String name = PodSpecs.spec(pod).string("runtimeClassName");
    if (name.isEmpty()) {
      return "";
    }
    try {
      return client.on(RUNTIME_CLASSES).get(name).json().string("handler");
    } catch (StatusException e) {
      throw new CriException(
          CriException.Code.NOT_FOUND, "failed to get sandbox runtime: " + e.status().message(), e);
    }
  }
}
