package k4j.apiserver.admission;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.apiserver.admission.limits.LimitRanger;
import k4j.apiserver.admission.node.NodeRestriction;
import k4j.apiserver.admission.node.PodTopologyLabels;
import k4j.apiserver.admission.optional.AlwaysAdmit;
import k4j.apiserver.admission.optional.AlwaysDeny;
import k4j.apiserver.admission.optional.AlwaysPullImages;
import k4j.apiserver.admission.optional.DenyServiceExternalIPs;
import k4j.apiserver.admission.optional.ExtendedResourceToleration;
import k4j.apiserver.admission.optional.LimitPodHardAntiAffinityTopology;
import k4j.apiserver.admission.optional.NamespaceAutoProvision;
import k4j.apiserver.admission.optional.NamespaceExists;
import k4j.apiserver.admission.plugin.CertificateApproval;
import k4j.apiserver.admission.plugin.CertificateRequester;
import k4j.apiserver.admission.plugin.CertificateSigning;
import k4j.apiserver.admission.plugin.CertificateSubjectRestriction;
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
import k4j.apiserver.authorization.EscalationCheck;
import k4j.apiserver.registry.Reader;

/// All admission plugins, in the order in which they run.
public final class AdmissionPlugins {

  private AdmissionPlugins() {}

  /// Those that Kubernetes has and k4j has not; none of them is on by default. What the gates of
  /// 1.36 switch off is not listed anywhere.
  static final Set<String> ABSENT =
      Set.of(
          "EventRateLimit",
          "ImagePolicyWebhook",
          "OwnerReferencesPermissionEnforcement",
          "PodNodeSelector",
          "PodTolerationRestriction");

  /// Those that are off unless somebody asks for them.
  private static final Set<String> OPTIONAL =
      Set.of(
          "AlwaysAdmit",
          "AlwaysDeny",
          "AlwaysPullImages",
          "DenyServiceExternalIPs",
          "ExtendedResourceToleration",
          "LimitPodHardAntiAffinityTopology",
          "NamespaceAutoProvision",
          "NamespaceExists");

  /// What has no name of Kubernetes: what it does while it stores objects.
  private static final Set<String> NAMELESS = Set.of("RoleEscalation", "CertificateRequester");

  /// By which a cluster's owner may call them.
  static final Set<String> NAMES = names();

  private static Set<String> names() {
    var names = new HashSet<>(ABSENT);
    names.addAll(OPTIONAL);
    names.addAll(
        Set.of(
            "NamespaceLifecycle",
            "LimitRanger",
            "ServiceAccount",
            "NodeRestriction",
            "TaintNodesByCondition",
            "PodSecurity",
            "Priority",
            "DefaultTolerationSeconds",
            "DefaultStorageClass",
            "StorageObjectInUseProtection",
            "PersistentVolumeClaimResize",
            "RuntimeClass",
            "CertificateApproval",
            "CertificateSigning",
            "CertificateSubjectRestriction",
            "DefaultIngressClass",
            "PodTopologyLabels",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionWebhook",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionWebhook",
            "ResourceQuota"));
    return Set.copyOf(names);
  }

  /// Those that are on where nobody says anything.
  public static List<AdmissionPlugin> list(AdmissionParts parts) {
    return list(parts, AdmissionChoice.NONE);
  }

  public static List<AdmissionPlugin> list(AdmissionParts parts, AdmissionChoice choice) {
    return all(parts).stream()
        .filter(plugin ->
            NAMELESS.contains(plugin.name())
                || choice.wants(plugin.name(), !OPTIONAL.contains(plugin.name())))
        .toList();
  }

  private static List<AdmissionPlugin> all(AdmissionParts parts) {
    Reader reader = parts.reader();
    return List.of(
        new AlwaysAdmit(),
        new NamespaceAutoProvision(reader, parts.server()),
        new NamespaceLifecycle(reader),
        new NamespaceExists(reader),
        new LimitPodHardAntiAffinityTopology(),
        new LimitRanger(reader),
        new ServiceAccount(reader, parts.random(), parts.pause()),
        new NodeRestriction(reader, parts.authorizer()),
        new TaintNodesByCondition(),
        new AlwaysPullImages(),
        new PodSecurity(reader),
        new Priority(reader),
        new DefaultTolerationSeconds(),
        new ExtendedResourceToleration(),
        new DefaultStorageClass(reader),
        new StorageObjectInUseProtection(),
        new PersistentVolumeClaimResize(reader),
        new RuntimeClass(reader),
        new CertificateApproval(parts.authorizer()),
        new CertificateSigning(parts.authorizer()),
        new CertificateSubjectRestriction(),
        new DefaultIngressClass(reader),
        new DenyServiceExternalIPs(),
        new PodTopologyLabels(reader),
        new RoleEscalation(new EscalationCheck(parts.roles(), parts.authorizer())),
        new ParamAccess(reader, parts.authorizer()),
        new MutatingAdmissionPolicy(reader, parts.authorizer()),
        new MutatingAdmissionWebhook(reader, parts.authorizer(), parts.webhooks()),
        new CertificateRequester(parts.clock()),
        new ValidatingAdmissionPolicy(reader, parts.authorizer()),
        new ValidatingAdmissionWebhook(reader, parts.authorizer(), parts.webhooks()),
        new ResourceQuota(reader, parts.server(), parts.clock()),
        new AlwaysDeny());
  }
}
