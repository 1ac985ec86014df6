package k4j.apiserver.authorization;

import k4j.api.schema.ResourceName;

/// The resources that security decisions read.
public final class Resources {

  public static final ResourceName NAMESPACES = core("namespaces");
  public static final ResourceName NODES = core("nodes");
  public static final ResourceName PODS = core("pods");
  public static final ResourceName SECRETS = core("secrets");
  public static final ResourceName CONFIG_MAPS = core("configmaps");
  public static final ResourceName SERVICE_ACCOUNTS = core("serviceaccounts");
  public static final ResourceName LIMIT_RANGES = core("limitranges");
  public static final ResourceName RESOURCE_QUOTAS = core("resourcequotas");
  public static final ResourceName SERVICES = core("services");
  public static final ResourceName ENDPOINTS = core("endpoints");
  public static final ResourceName PERSISTENT_VOLUMES = core("persistentvolumes");
  public static final ResourceName PERSISTENT_VOLUME_CLAIMS = core("persistentvolumeclaims");

  public static final ResourceName ENDPOINT_SLICES = of("discovery.k8s.io", "endpointslices");
  public static final ResourceName CLUSTER_ROLES = rbac("clusterroles");
  public static final ResourceName CLUSTER_ROLE_BINDINGS = rbac("clusterrolebindings");
  public static final ResourceName ROLES = rbac("roles");
  public static final ResourceName ROLE_BINDINGS = rbac("rolebindings");
  public static final ResourceName PRIORITY_CLASSES = of("scheduling.k8s.io", "priorityclasses");
  public static final ResourceName STORAGE_CLASSES = of("storage.k8s.io", "storageclasses");
  public static final ResourceName CSI_DRIVERS = of("storage.k8s.io", "csidrivers");
  public static final ResourceName VOLUME_ATTACHMENTS = of("storage.k8s.io", "volumeattachments");
  public static final ResourceName INGRESS_CLASSES = of("networking.k8s.io", "ingressclasses");
  public static final ResourceName RUNTIME_CLASSES = of("node.k8s.io", "runtimeclasses");
  public static final ResourceName POD_CERTIFICATE_REQUESTS =
      new ResourceName("certificates.k8s.io", "v1beta1", "podcertificaterequests");
  public static final ResourceName RESOURCE_SLICES = of("resource.k8s.io", "resourceslices");
  public static final ResourceName RESOURCE_CLAIMS = of("resource.k8s.io", "resourceclaims");
  public static final ResourceName FLOW_SCHEMAS = of("flowcontrol.apiserver.k8s.io", "flowschemas");
  public static final ResourceName PRIORITY_LEVELS =
      of("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations");

  private Resources() {}

  private static ResourceName core(String plural) {
    return of("", plural);
  }

  private static ResourceName rbac(String plural) {
    return of("rbac.authorization.k8s.io", plural);
  }

  private static ResourceName of(String group, String plural) {
    return new ResourceName(group, "v1", plural);
  }
}
