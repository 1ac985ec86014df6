package k4j.apiserver.admission;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.certificate.CertificateApproval;
import k4j.apiserver.admission.certificate.CertificateRequester;
import k4j.apiserver.admission.certificate.CertificateSigning;
import k4j.apiserver.admission.certificate.CertificateSubjectRestriction;
import k4j.apiserver.admission.certificate.ClusterTrustBundleAttest;
import k4j.apiserver.admission.limits.LimitRanger;
import k4j.apiserver.admission.node.NodeRestriction;
import k4j.apiserver.admission.node.PodTopologyLabels;
import k4j.apiserver.admission.optional.AlwaysAdmit;
import k4j.apiserver.admission.optional.AlwaysDeny;
import k4j.apiserver.admission.optional.AlwaysPullImages;
import k4j.apiserver.admission.optional.DenyServiceExternalIPs;
import k4j.apiserver.admission.optional.EventRateLimit;
import k4j.apiserver.admission.optional.ExtendedResourceToleration;
import k4j.apiserver.admission.optional.ImagePolicyWebhook;
import k4j.apiserver.admission.optional.LimitPodHardAntiAffinityTopology;
import k4j.apiserver.admission.optional.NamespaceAutoProvision;
import k4j.apiserver.admission.optional.NamespaceExists;
import k4j.apiserver.admission.optional.OwnerReferencesPermissionEnforcement;
import k4j.apiserver.admission.optional.PodNodeSelector;
import k4j.apiserver.admission.optional.PodTolerationRestriction;
import k4j.apiserver.admission.plugin.DefaultIngressClass;
import k4j.apiserver.admission.plugin.DefaultStorageClass;
import k4j.apiserver.admission.plugin.DefaultTolerationSeconds;
import k4j.apiserver.admission.plugin.NamespaceLifecycle;
import k4j.apiserver.admission.plugin.PersistentVolumeClaimResize;
import k4j.apiserver.admission.plugin.Priority;
import k4j.apiserver.admission.plugin.RoleEscalation;
import k4j.apiserver.admission.plugin.RuntimeClass;
import k4j.apiserver.admission.plugin.ServiceAccount;
import k4j.apiserver.admission.plugin.StorageObjectInUseProtection;
import k4j.apiserver.admission.plugin.TaintNodesByCondition;
import k4j.apiserver.admission.podsecurity.PodSecurity;
import k4j.apiserver.admission.policy.MutatingAdmissionPolicy;
import k4j.apiserver.admission.policy.ParamAccess;
import k4j.apiserver.admission.policy.ValidatingAdmissionPolicy;
import k4j.apiserver.admission.quota.ResourceQuota;
import k4j.apiserver.admission.webhook.MutatingAdmissionWebhook;
import k4j.apiserver.admission.webhook.ValidatingAdmissionWebhook;
import k4j.apiserver.admission.workload.JobValidation;
import k4j.apiserver.admission.workload.NodeDeclaredFeatureValidator;
import k4j.apiserver.admission.workload.PodGroupProtection;
import k4j.apiserver.admission.workload.PodGroupWorkloadExists;
import k4j.apiserver.admission.workload.PodResizeValidator;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.EscalationCheck;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.registry.Reader;

/// All admission plugins, in the order in which they run.
public final class AdmissionPlugins {

  private AdmissionPlugins() {}

  /// Those that are off unless somebody asks for them.
  private static final Set<String> OPTIONAL =
      Set.of(
          "AlwaysAdmit",
          "AlwaysDeny",
          "AlwaysPullImages",
          "DenyServiceExternalIPs",
          "EventRateLimit",
          "ExtendedResourceToleration",
          "ImagePolicyWebhook",
          "LimitPodHardAntiAffinityTopology",
          "NamespaceAutoProvision",
          "NamespaceExists",
          "OwnerReferencesPermissionEnforcement",
          "PodNodeSelector",
          "PodTolerationRestriction");

  /// Those that are on, but do nothing unless one of these gates is open.
  private static final Map<String, List<String>> GATES =
      Map.of(
          "ClusterTrustBundleAttest", List.of("ClusterTrustBundle"),
          "JobValidation", List.of("GenericWorkload", "WorkloadWithJob"),
          "MutatingAdmissionPolicy", List.of("MutatingAdmissionPolicy"),
          "NodeDeclaredFeatureValidator", List.of("NodeDeclaredFeatures"),
          "PodGroupProtection", List.of("GenericWorkload"),
          "PodGroupWorkloadExists", List.of("GenericWorkload"),
          "PodResizeValidator", List.of("InPlacePodVerticalScaling"),
          "PodTopologyLabels", List.of("PodTopologyLabelsAdmission"));

  /// What has no name of Kubernetes: what it does while it stores objects.
  private static final Set<String> NAMELESS =
      Set.of("RoleEscalation", "CertificateRequester", "ParamAccess");

  /// By which a cluster's owner may call them, in order: all that Kubernetes 1.36 has.
  static final List<String> NAMES =
      List.of(
          "AlwaysAdmit",
          "NamespaceAutoProvision",
          "NamespaceLifecycle",
          "NamespaceExists",
          "LimitPodHardAntiAffinityTopology",
          "LimitRanger",
          "ServiceAccount",
          "NodeRestriction",
          "TaintNodesByCondition",
          "AlwaysPullImages",
          "ImagePolicyWebhook",
          "PodSecurity",
          "PodNodeSelector",
          "Priority",
          "DefaultTolerationSeconds",
          "PodTolerationRestriction",
          "EventRateLimit",
          "ExtendedResourceToleration",
          "DefaultStorageClass",
          "StorageObjectInUseProtection",
          "PodGroupProtection",
          "OwnerReferencesPermissionEnforcement",
          "PersistentVolumeClaimResize",
          "RuntimeClass",
          "CertificateApproval",
          "CertificateSigning",
          "ClusterTrustBundleAttest",
          "CertificateSubjectRestriction",
          "DefaultIngressClass",
          "DenyServiceExternalIPs",
          "PodTopologyLabels",
          "PodGroupWorkloadExists",
          "NodeDeclaredFeatureValidator",
          "JobValidation",
          "PodResizeValidator",
          "RoleEscalation",
          "ParamAccess",
          "MutatingAdmissionPolicy",
          "MutatingAdmissionWebhook",
          "CertificateRequester",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionWebhook",
          "ResourceQuota",
          "AlwaysDeny");

  /// Whether Kubernetes calls a plugin so.
  static boolean isKnown(String name) {
    return NAMES.contains(name) && !NAMELESS.contains(name);
  }

  /// Those that are on where nobody says anything.
  public static List<AdmissionPlugin> list(AdmissionParts parts) {
    return list(parts, AdmissionChoice.NONE);
  }

  /// @throws ConfigurationException where a plugin cannot be had as it is wanted
  public static List<AdmissionPlugin> list(AdmissionParts parts, AdmissionChoice choice) {
    return NAMES.stream()
        .filter(name -> wanted(name, choice))
        .map(name -> made(name, parts, choice.configuration()))
        .toList();
  }

  static boolean wanted(String name, AdmissionChoice choice) {
    List<String> gates = GATES.getOrDefault(name, List.of());
    return NAMELESS.contains(name)
        || (choice.wants(name, !OPTIONAL.contains(name))
            && (gates.isEmpty() || gates.stream().anyMatch(choice.features()::enabled)));
  }

  private static AdmissionPlugin made(
      String name, AdmissionParts parts, AdmissionConfiguration configuration) {
    try {
      return plugin(name, parts, configuration.of(name));
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          "couldn't init admission plugin \"%s\": %s".formatted(name, e.getMessage()), e);
    }
  }

  private static AdmissionPlugin plugin(
      String name, AdmissionParts parts, Optional<JsonObject> told) {
    Reader reader = parts.reader();
    Authorizer authorizer = parts.authorizer();
    return switch (name) {
      case "AlwaysAdmit" -> new AlwaysAdmit();
      case "NamespaceAutoProvision" -> new NamespaceAutoProvision(reader, parts.server());
      case "NamespaceLifecycle" -> new NamespaceLifecycle(reader);
      case "NamespaceExists" -> new NamespaceExists(reader);
      case "LimitPodHardAntiAffinityTopology" -> new LimitPodHardAntiAffinityTopology();
      case "LimitRanger" -> new LimitRanger(reader);
      case "ServiceAccount" -> new ServiceAccount(reader, parts.random(), parts.pause());
      case "NodeRestriction" -> new NodeRestriction(reader, authorizer);
      case "TaintNodesByCondition" -> new TaintNodesByCondition();
      case "AlwaysPullImages" -> new AlwaysPullImages();
      case "ImagePolicyWebhook" -> new ImagePolicyWebhook(told, parts.clock(), parts.timer());
      case "PodSecurity" -> new PodSecurity(reader);
      case "PodNodeSelector" -> new PodNodeSelector(told, reader);
      case "Priority" -> new Priority(reader);
      case "DefaultTolerationSeconds" -> new DefaultTolerationSeconds();
      case "PodTolerationRestriction" -> new PodTolerationRestriction(told, reader);
      case "EventRateLimit" -> new EventRateLimit(told, parts.clock());
      case "ExtendedResourceToleration" -> new ExtendedResourceToleration();
      case "DefaultStorageClass" -> new DefaultStorageClass(reader);
      case "StorageObjectInUseProtection" -> new StorageObjectInUseProtection();
      case "PodGroupProtection" -> new PodGroupProtection();
      case "OwnerReferencesPermissionEnforcement" ->
          new OwnerReferencesPermissionEnforcement(authorizer, parts.catalog());
      case "PersistentVolumeClaimResize" -> new PersistentVolumeClaimResize(reader);
      case "RuntimeClass" -> new RuntimeClass(reader);
      default -> later(name, parts);
    };
  }

  private static AdmissionPlugin later(String name, AdmissionParts parts) {
    Reader reader = parts.reader();
    Authorizer authorizer = parts.authorizer();
    return switch (name) {
      case "CertificateApproval" -> new CertificateApproval(authorizer);
      case "CertificateSigning" -> new CertificateSigning(authorizer);
      case "ClusterTrustBundleAttest" -> new ClusterTrustBundleAttest(authorizer);
      case "CertificateSubjectRestriction" -> new CertificateSubjectRestriction();
      case "DefaultIngressClass" -> new DefaultIngressClass(reader);
      case "DenyServiceExternalIPs" -> new DenyServiceExternalIPs();
      case "PodTopologyLabels" -> new PodTopologyLabels(reader);
      case "PodGroupWorkloadExists" -> new PodGroupWorkloadExists(reader);
      case "NodeDeclaredFeatureValidator" -> new NodeDeclaredFeatureValidator(reader);
      case "JobValidation" -> new JobValidation(reader);
      case "PodResizeValidator" -> new PodResizeValidator(reader);
      case "RoleEscalation" -> new RoleEscalation(new EscalationCheck(parts.roles(), authorizer));
      case "ParamAccess" -> new ParamAccess(reader, authorizer);
      case "MutatingAdmissionPolicy" -> new MutatingAdmissionPolicy(reader, authorizer);
      case "MutatingAdmissionWebhook" ->
          new MutatingAdmissionWebhook(reader, authorizer, parts.webhooks());
      case "CertificateRequester" -> new CertificateRequester(parts.clock());
      case "ValidatingAdmissionPolicy" -> new ValidatingAdmissionPolicy(reader, authorizer);
      case "ValidatingAdmissionWebhook" ->
          new ValidatingAdmissionWebhook(reader, authorizer, parts.webhooks());
      case "ResourceQuota" -> new ResourceQuota(reader, parts.server(), parts.clock());
      case "AlwaysDeny" -> new AlwaysDeny();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
