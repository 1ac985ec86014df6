package k4j.controllers;

import java.util.List;
import java.util.function.Function;
import k4j.controllers.admissionpolicystatus.AdmissionPolicyStatusController;
import k4j.controllers.bootstraptoken.BootstrapSigner;
import k4j.controllers.bootstraptoken.TokenCleaner;
import k4j.controllers.certificates.CertificateApproving;
import k4j.controllers.certificates.CertificateCleaner;
import k4j.controllers.certificates.CertificateSigning;
import k4j.controllers.clusterroleaggregation.ClusterRoleAggregationController;
import k4j.controllers.cronjob.CronJobController;
import k4j.controllers.daemonset.DaemonSetController;
import k4j.controllers.deployment.DeploymentController;
import k4j.controllers.disruption.DisruptionController;
import k4j.controllers.endpoints.EndpointsController;
import k4j.controllers.endpointslice.EndpointSliceController;
import k4j.controllers.endpointslicemirroring.EndpointSliceMirroringController;
import k4j.controllers.ephemeralvolume.EphemeralVolumeController;
import k4j.controllers.expand.ExpandController;
import k4j.controllers.garbage.GarbageCollector;
import k4j.controllers.job.JobController;
import k4j.controllers.legacytoken.LegacyTokenController;
import k4j.controllers.namespace.NamespaceController;
import k4j.controllers.nodeipam.NodeIpamController;
import k4j.controllers.nodelifecycle.NodeLifecycleController;
import k4j.controllers.persistentvolume.PersistentVolumeController;
import k4j.controllers.podautoscaler.HorizontalPodAutoscalerController;
import k4j.controllers.podgarbage.PodGarbageCollector;
import k4j.controllers.pvcprotection.ClaimProtectionController;
import k4j.controllers.pvprotection.VolumeProtectionController;
import k4j.controllers.replicaset.ReplicaSetController;
import k4j.controllers.resourceclaim.ResourceClaimController;
import k4j.controllers.resourcequota.ResourceQuotaController;
import k4j.controllers.rootca.RootCaPublisher;
import k4j.controllers.serviceaccount.ServiceAccountController;
import k4j.controllers.serviceaccounttoken.SecretTokenController;
import k4j.controllers.servicecidrs.ServiceCidrController;
import k4j.controllers.statefulset.StatefulSetController;
import k4j.controllers.tainteviction.TaintEvictionController;
import k4j.controllers.ttl.TtlController;
import k4j.controllers.ttlafterfinished.TtlAfterFinishedController;
import k4j.controllers.vacprotection.ClassProtectionController;

/// The one list of all controllers, in the order in which they start.
public final class Controllers {

  /// @param name as kube-controller-manager calls it
  /// @param account the service account in `kube-system` that it acts as, whose RBAC role is
  ///   `system:controller:ACCOUNT`; empty for the controller manager itself
  public record Row(String name, String account, Function<ControllerContext, Controller> make) {}

  public static final List<Row> ALL =
      List.of(
          new Row(
              "serviceaccount-controller",
              "service-account-controller",
              ServiceAccountController::new),
          new Row(
              "root-ca-certificate-publisher-controller",
              "root-ca-cert-publisher",
              RootCaPublisher::new),
          new Row("serviceaccount-token-controller", "", SecretTokenController::new),
          new Row(
              "legacy-serviceaccount-token-cleaner-controller",
              "legacy-service-account-token-cleaner",
              LegacyTokenController::new),
          new Row(
              "clusterrole-aggregation-controller",
              "clusterrole-aggregation-controller",
              ClusterRoleAggregationController::new),
          new Row(
              "certificatesigningrequest-approving-controller",
              "certificate-controller",
              CertificateApproving::new),
          new Row(
              "certificatesigningrequest-signing-controller",
              "certificate-controller",
              CertificateSigning::new),
          new Row(
              "certificatesigningrequest-cleaner-controller",
              "certificate-controller",
              CertificateCleaner::new),
          new Row("bootstrap-signer-controller", "bootstrap-signer", BootstrapSigner::new),
          new Row("token-cleaner-controller", "token-cleaner", TokenCleaner::new),
          new Row("endpoints-controller", "endpoint-controller", EndpointsController::new),
          new Row(
              "endpointslice-controller", "endpointslice-controller", EndpointSliceController::new),
          new Row(
              "endpointslice-mirroring-controller",
              "endpointslicemirroring-controller",
              EndpointSliceMirroringController::new),
          new Row(
              "replicationcontroller-controller",
              "replication-controller",
              ReplicaSetController::ofReplicationControllers),
          new Row("replicaset-controller", "replicaset-controller", ReplicaSetController::new),
          new Row("daemonset-controller", "daemon-set-controller", DaemonSetController::new),
          new Row("statefulset-controller", "statefulset-controller", StatefulSetController::new),
          new Row("job-controller", "job-controller", JobController::new),
          new Row("cronjob-controller", "cronjob-controller", CronJobController::new),
          new Row(
              "ttl-after-finished-controller",
              "ttl-after-finished-controller",
              TtlAfterFinishedController::new),
          new Row("deployment-controller", "deployment-controller", DeploymentController::new),
          new Row(
              "horizontal-pod-autoscaler-controller",
              "horizontal-pod-autoscaler",
              HorizontalPodAutoscalerController::new),
          new Row("namespace-controller", "namespace-controller", NamespaceController::new),
          new Row("disruption-controller", "disruption-controller", DisruptionController::new),
          new Row(
              "garbage-collector-controller", "generic-garbage-collector", GarbageCollector::new),
          new Row(
              "resourcequota-controller", "resourcequota-controller", ResourceQuotaController::new),
          new Row(
              "persistentvolume-binder-controller",
              "persistent-volume-binder",
              PersistentVolumeController::new),
          new Row(
              "persistentvolume-expander-controller", "expand-controller", ExpandController::new),
          new Row(
              "ephemeral-volume-controller",
              "ephemeral-volume-controller",
              EphemeralVolumeController::new),
          new Row(
              "resourceclaim-controller",
              "resource-claim-controller",
              ResourceClaimController::new),
          new Row(
              "persistentvolumeclaim-protection-controller",
              "pvc-protection-controller",
              ClaimProtectionController::new),
          new Row(
              "persistentvolume-protection-controller",
              "pv-protection-controller",
              VolumeProtectionController::new),
          new Row(
              "volumeattributesclass-protection-controller",
              "volumeattributesclass-protection-controller",
              ClassProtectionController::new),
          new Row(
              "service-cidr-controller", "service-cidrs-controller", ServiceCidrController::new),
          new Row("ttl-controller", "ttl-controller", TtlController::new),
          new Row("node-ipam-controller", "node-controller", NodeIpamController::new),
          new Row("node-lifecycle-controller", "node-controller", NodeLifecycleController::new),
          new Row("taint-eviction-controller", "node-controller", TaintEvictionController::new),
          new Row(
              "pod-garbage-collector-controller",
              "pod-garbage-collector",
              PodGarbageCollector::new),
          new Row(
              "validatingadmissionpolicy-status-controller",
              "validatingadmissionpolicy-status-controller",
              AdmissionPolicyStatusController::new));

  private Controllers() {}
}
