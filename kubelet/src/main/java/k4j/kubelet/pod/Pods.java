package k4j.kubelet.pod;

import k4j.api.meta.Kind;
import k4j.api.schema.ResourceName;
import k4j.client.Unstructured;

/// The kinds that the kubelet reads and writes, as whole trees.
public final class Pods {

  public static final Kind<Unstructured> POD = core("pods", "Pod", true);
  public static final Kind<Unstructured> NODE = core("nodes", "Node", false);
  public static final Kind<Unstructured> SERVICE = core("services", "Service", true);
  public static final Kind<Unstructured> CONFIG_MAP = core("configmaps", "ConfigMap", true);
  public static final Kind<Unstructured> SECRET = core("secrets", "Secret", true);
  public static final Kind<Unstructured> PERSISTENT_VOLUME =
      core("persistentvolumes", "PersistentVolume", false);
  public static final Kind<Unstructured> PERSISTENT_VOLUME_CLAIM =
      core("persistentvolumeclaims", "PersistentVolumeClaim", true);
  public static final Kind<Unstructured> LEASE =
      Unstructured.kind(new ResourceName("coordination.k8s.io", "v1", "leases"), "Lease", true);

  private Pods() {}

  private static Kind<Unstructured> core(String plural, String kind, boolean namespaced) {
    return Unstructured.kind(new ResourceName("", "v1", plural), kind, namespaced);
  }
}
