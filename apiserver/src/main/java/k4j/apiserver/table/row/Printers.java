package k4j.apiserver.table.row;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;

/// All printers, by group and kind.
public final class Printers {

  private Printers() {}

  /// The printer whose cells go with the resource's columns.
  public static RowPrinter of(Resource resource) {
    return resource.columns().isEmpty() ? Printers::nameAndTime : of(key(resource));
  }

  /// The printer for `kubectl get --subresource=scale`.
  public static RowPrinter scale() {
    return WorkloadRows::scale;
  }

  private static String key(Resource resource) {
    String group = resource.name().group();
    String kind = group.isEmpty() ? resource.kind() : group + "/" + resource.kind();
    return kind.equals("autoscaling/HorizontalPodAutoscaler")
        ? kind + "/" + resource.name().version()
        : kind;
  }

  private static RowPrinter of(String key) {
    return switch (key) {
      case "Pod" -> PodRow::print;
      case "apps/Deployment" -> WorkloadRows::deployment;
      case "apps/ReplicaSet" -> WorkloadRows::replicaSet;
      case "ReplicationController" -> WorkloadRows::replicationController;
      case "apps/StatefulSet" -> WorkloadRows::statefulSet;
      case "apps/DaemonSet" -> WorkloadRows::daemonSet;
      case "apps/ControllerRevision" -> WorkloadRows::controllerRevision;
      case "PodTemplate" -> WorkloadRows::podTemplate;
      case "batch/Job" -> BatchRows::job;
      case "batch/CronJob" -> BatchRows::cronJob;
      case "autoscaling/HorizontalPodAutoscaler/v1" -> AutoscalerRow::printFirst;
      case "autoscaling/HorizontalPodAutoscaler/v2" -> AutoscalerRow::print;
      case "Service" -> ServiceRows::service;
      case "Endpoints" -> ServiceRows::endpoints;
      case "discovery.k8s.io/EndpointSlice" -> ServiceRows::endpointSlice;
      case "networking.k8s.io/Ingress" -> NetworkRows::ingress;
      case "networking.k8s.io/IngressClass" -> NetworkRows::ingressClass;
      case "networking.k8s.io/NetworkPolicy" -> NetworkRows::networkPolicy;
      case "networking.k8s.io/ServiceCIDR" -> NetworkRows::serviceCidr;
      case "networking.k8s.io/IPAddress" -> NetworkRows::ipAddress;
      case "Node" -> ClusterRows::node;
      case "Namespace" -> ClusterRows::namespace;
      case "Secret" -> ClusterRows::secret;
      case "ConfigMap" -> ClusterRows::configMap;
      case "ResourceQuota" -> ClusterRows::resourceQuota;
      case "ComponentStatus" -> ClusterRows::componentStatus;
      case "Event" -> EventRow::print;
      case "events.k8s.io/Event" -> EventRow::printNew;
      case "PersistentVolume" -> StorageRows::persistentVolume;
      case "PersistentVolumeClaim" -> StorageRows::persistentVolumeClaim;
      case "storage.k8s.io/StorageClass" -> StorageRows::storageClass;
      case "storage.k8s.io/VolumeAttributesClass" -> StorageRows::volumeAttributesClass;
      case "storage.k8s.io/VolumeAttachment" -> StorageRows::volumeAttachment;
      case "storage.k8s.io/CSINode" -> StorageRows::csiNode;
      case "storage.k8s.io/CSIDriver" -> StorageRows::csiDriver;
      default -> ofPolicy(key);
    };
  }

  private static RowPrinter ofPolicy(String key) {
    return switch (key) {
      case "rbac.authorization.k8s.io/RoleBinding",
          "rbac.authorization.k8s.io/ClusterRoleBinding" ->
          AccessRows::roleBinding;
      case "certificates.k8s.io/CertificateSigningRequest" -> AccessRows::certificateSigningRequest;
      case "certificates.k8s.io/ClusterTrustBundle" -> AccessRows::clusterTrustBundle;
      case "certificates.k8s.io/PodCertificateRequest" -> AccessRows::podCertificateRequest;
      case "coordination.k8s.io/Lease" -> AccessRows::lease;
      case "coordination.k8s.io/LeaseCandidate" -> AccessRows::leaseCandidate;
      case "admissionregistration.k8s.io/MutatingWebhookConfiguration",
          "admissionregistration.k8s.io/ValidatingWebhookConfiguration" ->
          AdmissionRows::webhooks;
      case "admissionregistration.k8s.io/ValidatingAdmissionPolicy" ->
          AdmissionRows::validatingPolicy;
      case "admissionregistration.k8s.io/MutatingAdmissionPolicy" -> AdmissionRows::mutatingPolicy;
      case "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
          "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding" ->
          AdmissionRows::binding;
      case "policy/PodDisruptionBudget" -> PolicyRows::podDisruptionBudget;
      case "scheduling.k8s.io/PriorityClass" -> PolicyRows::priorityClass;
      case "node.k8s.io/RuntimeClass" -> PolicyRows::runtimeClass;
      case "flowcontrol.apiserver.k8s.io/FlowSchema" -> PolicyRows::flowSchema;
      case "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration" ->
          PolicyRows::priorityLevelConfiguration;
      case "internal.apiserver.k8s.io/StorageVersion" -> PolicyRows::storageVersion;
      case "storagemigration.k8s.io/StorageVersionMigration" -> PolicyRows::storageVersionMigration;
      case "apiregistration.k8s.io/APIService" -> PolicyRows::apiService;
      case "resource.k8s.io/ResourceClaim" -> DeviceRows::resourceClaim;
      case "resource.k8s.io/ResourceSlice" -> DeviceRows::resourceSlice;
      case "resource.k8s.io/DeviceTaintRule" -> DeviceRows::deviceTaintRule;
      case "resource.k8s.io/ResourcePoolStatusRequest" -> PoolStatusRow::print;
      case "scheduling.k8s.io/PodGroup" -> DeviceRows::podGroup;
      case "ServiceAccount",
          "resource.k8s.io/DeviceClass",
          "resource.k8s.io/ResourceClaimTemplate",
          "scheduling.k8s.io/Workload" ->
          ClusterRows::nameAndAge;
      default -> throw new IllegalArgumentException("columns without a printer: " + key);
    };
  }

  /// What a kind shows that has no columns of its own.
  private static void nameAndTime(JsonObject object, Row row) {
    row.name();
    row.cell(Json.of(object.object("metadata").string("creationTimestamp")));
  }
}
