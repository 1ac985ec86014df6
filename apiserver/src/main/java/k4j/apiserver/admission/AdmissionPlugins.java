package k4j.apiserver.admission;

import java.util.List;
import k4j.apiserver.admission.limits.LimitRanger;
import k4j.apiserver.admission.node.NodeRestriction;
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

  public static List<AdmissionPlugin> list(AdmissionParts parts) {
    Reader reader = parts.reader();
    return List.of(
        new NamespaceLifecycle(reader),
        new LimitRanger(reader),
        new ServiceAccount(reader, parts.random(), parts.pause()),
        new NodeRestriction(reader, parts.authorizer()),
        new TaintNodesByCondition(),
        new PodSecurity(reader),
        new Priority(reader),
        new DefaultTolerationSeconds(),
        new DefaultStorageClass(reader),
        new StorageObjectInUseProtection(),
        new PersistentVolumeClaimResize(reader),
        new RuntimeClass(reader),
        new CertificateApproval(parts.authorizer()),
        new CertificateSigning(parts.authorizer()),
        new CertificateSubjectRestriction(),
        new DefaultIngressClass(reader),
        new RoleEscalation(new EscalationCheck(parts.roles(), parts.authorizer())),
        new ParamAccess(reader, parts.authorizer()),
        new MutatingAdmissionPolicy(reader, parts.authorizer()),
        new MutatingAdmissionWebhook(reader, parts.authorizer(), parts.webhooks()),
        new CertificateRequester(parts.clock()),
        new ValidatingAdmissionPolicy(reader, parts.authorizer()),
        new ValidatingAdmissionWebhook(reader, parts.authorizer(), parts.webhooks()),
        new ResourceQuota(reader, parts.server(), parts.clock()));
  }
}
