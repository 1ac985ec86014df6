package k4j.apiserver.strategy;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.api.validation.NameRule;
import k4j.apiserver.extension.definition.DefinitionStrategy;
import k4j.apiserver.strategy.certificate.CertificateSigningRequestStrategy;
import k4j.apiserver.strategy.cluster.ConfigMapValidation;
import k4j.apiserver.strategy.cluster.EventValidation;
import k4j.apiserver.strategy.cluster.FlowSchemaValidation;
import k4j.apiserver.strategy.cluster.LeaseValidations;
import k4j.apiserver.strategy.cluster.LimitRangeValidation;
import k4j.apiserver.strategy.cluster.PolicyValidations;
import k4j.apiserver.strategy.cluster.PriorityLevelValidation;
import k4j.apiserver.strategy.cluster.QuotaValidation;
import k4j.apiserver.strategy.cluster.RoleBindingValidation;
import k4j.apiserver.strategy.cluster.RoleValidation;
import k4j.apiserver.strategy.cluster.RuntimeClassValidation;
import k4j.apiserver.strategy.cluster.SecretValidation;
import k4j.apiserver.strategy.cluster.SmallValidations;
import k4j.apiserver.strategy.device.DeviceClaimValidation;
import k4j.apiserver.strategy.device.DeviceValidations;
import k4j.apiserver.strategy.extension.AdmissionPolicyValidation;
import k4j.apiserver.strategy.extension.ApiServiceValidation;
import k4j.apiserver.strategy.extension.PolicyBindingValidation;
import k4j.apiserver.strategy.extension.WebhookValidation;
import k4j.apiserver.strategy.network.AddressValidations;
import k4j.apiserver.strategy.network.EndpointSliceValidation;
import k4j.apiserver.strategy.network.EndpointsValidation;
import k4j.apiserver.strategy.network.IngressValidation;
import k4j.apiserver.strategy.network.NetworkPolicyValidation;
import k4j.apiserver.strategy.network.ServiceValidation;
import k4j.apiserver.strategy.pod.PodStrategy;
import k4j.apiserver.strategy.storage.AttachmentValidation;
import k4j.apiserver.strategy.storage.AttributesClassValidation;
import k4j.apiserver.strategy.storage.ClaimSources;
import k4j.apiserver.strategy.storage.ClaimValidation;
import k4j.apiserver.strategy.storage.CsiValidations;
import k4j.apiserver.strategy.storage.StorageClassValidation;
import k4j.apiserver.strategy.storage.VolumeValidation;
import k4j.apiserver.strategy.workload.AutoscalerValidation;
import k4j.apiserver.strategy.workload.CronJobValidation;
import k4j.apiserver.strategy.workload.DaemonSetValidation;
import k4j.apiserver.strategy.workload.DeploymentValidation;
import k4j.apiserver.strategy.workload.JobLabels;
import k4j.apiserver.strategy.workload.JobValidation;
import k4j.apiserver.strategy.workload.PodTemplateValidation;
import k4j.apiserver.strategy.workload.ReplicaSetValidation;
import k4j.apiserver.strategy.workload.ReplicationControllerValidation;
import k4j.apiserver.strategy.workload.StatefulSetValidation;

/// The strategy of every built-in kind, on one screen.
public final class Strategies {

  private static final KindRules PLAIN = KindRules.PLAIN;
  private static final KindRules SPEC = PLAIN.withGeneration("spec");
  private static final KindRules SPEC_AND_STATUS = SPEC.withStatus();

  private final Map<String, KindRules> rules = new HashMap<>();

  public Strategies() {
    core();
    workloads();
    network();
    access();
    extensions();
  }

  /// The strategy of a resource, whatever its version.
  public Strategy of(Resource resource) {
    String key = resource.name().groupResource();
    return switch (key) {
      case "pods" -> new PodStrategy();
      case "namespaces" -> new NamespaceStrategy();
      case "nodes" -> new NodeStrategy();
      case "customresourcedefinitions.apiextensions.k8s.io" -> new DefinitionStrategy();
      case "certificatesigningrequests.certificates.k8s.io" ->
          new CertificateSigningRequestStrategy();
      default -> new KindStrategy(resource.namespaced(), rules.getOrDefault(key, PLAIN));
    };
  }

  private void core() {
    rules.put("configmaps", PLAIN.validating(new ConfigMapValidation()));
    rules.put("secrets", PLAIN.validating(new SecretValidation()));
    rules.put("endpoints", PLAIN.creatingOnUpdate().validating(new EndpointsValidation()));
    rules.put(
        "events",
        PLAIN.withNames(NameRule.PATH_SEGMENT).creatingOnUpdate().validating(EventValidation.CORE));
    rules.put(
        "events.events.k8s.io",
        PLAIN
            .withNames(NameRule.PATH_SEGMENT)
            .creatingOnUpdate()
            .validating(EventValidation.EVENTS));
    rules.put("limitranges", PLAIN.creatingOnUpdate().validating(new LimitRangeValidation()));
    rules.put("resourcequotas", PLAIN.withStatus().validating(new QuotaValidation()));
    rules.put("serviceaccounts", PLAIN.preparing(Strategies::withBareSecrets));
    rules.put(
        "podtemplates", PLAIN.withGeneration("template").validating(new PodTemplateValidation()));
    rules.put("controllerrevisions.apps", PLAIN.validating(SmallValidations.REVISION));
    rules.put(
        "storageversionmigrations.storagemigration.k8s.io",
        PLAIN.withStatus().validating(SmallValidations.MIGRATION));
    rules.put(
        "persistentvolumes",
        PLAIN.withStatus().startingWith(_ -> phase("Pending")).validating(new VolumeValidation()));
    rules.put(
        "persistentvolumeclaims",
        PLAIN
            .withStatus()
            .preparing(ClaimSources::complete)
            .startingWith(_ -> phase("Pending"))
            .validating(new ClaimValidation()));
    rules.put(
        "replicationcontrollers",
        SPEC_AND_STATUS
            .orphaning()
            .startingWith(_ -> zeros("replicas"))
            .validating(new ReplicationControllerValidation()));
    rules.put(
        "services",
        PLAIN
            .withNames(NameRule.LABEL)
            .withStatus()
            .startingWith(_ -> JsonObject.EMPTY.with("loadBalancer", JsonObject.EMPTY))
            .validating(new ServiceValidation()));
  }

  private static JsonObject phase(String phase) {
    return JsonObject.EMPTY.with("phase", phase);
  }

  /// Counts that are shown even before anybody has counted.
  private static JsonObject zeros(String... counts) {
    JsonObject status = JsonObject.EMPTY;
    for (String count : counts) {
      status = status.with(count, 0);
    }
    return status;
  }

  /// A field of the beta version, which is no longer.
  private static JsonObject withoutTopology(JsonObject slice) {
    JsonArray endpoints = slice.array("endpoints");
    for (int i = 0; i < endpoints.size(); i++) {
      JsonObject endpoint = endpoints.object(i);
      if (endpoint.has("deprecatedTopology")) {
        endpoints = endpoints.withAt(i, endpoint.without("deprecatedTopology"));
      }
    }
    return endpoints.isEmpty() ? slice : slice.with("endpoints", endpoints);
  }

  /// Coordinated leader election is an alpha feature.
  private static JsonObject withoutCoordination(JsonObject lease) {
    return lease.withoutAt("spec", "strategy").withoutAt("spec", "preferredHolder");
  }

  private static JsonObject withBareSecrets(JsonObject account) {
    JsonArray secrets = account.array("secrets");
    if (secrets.isEmpty()) {
      return account;
    }
    return account.with(
        "secrets",
        JsonArray.of(
            secrets.objects().stream()
                .map(s -> (Json) JsonObject.EMPTY.with("name", s.string("name")))
                .toList()));
  }

  private void workloads() {
    rules.put(
        "deployments.apps",
        SPEC_AND_STATUS
            .withGeneration("spec", "metadata.annotations")
            .validating(new DeploymentValidation()));
    rules.put(
        "replicasets.apps",
        SPEC_AND_STATUS
            .startingWith(_ -> zeros("replicas"))
            .validating(new ReplicaSetValidation()));
    rules.put(
        "statefulsets.apps",
        SPEC_AND_STATUS
            .withNames(NameRule.LABEL)
            .startingWith(_ -> zeros("availableReplicas", "replicas"))
            .validating(new StatefulSetValidation()));
    rules.put(
        "daemonsets.apps",
        SPEC_AND_STATUS
            .startingWith(_ ->
                zeros(
                    "currentNumberScheduled",
                    "desiredNumberScheduled",
                    "numberMisscheduled",
                    "numberReady"))
            .validating(new DaemonSetValidation()));
    rules.put(
        "jobs.batch",
        SPEC_AND_STATUS.orphaning().preparing(JobLabels::generate).validating(new JobValidation()));
    rules.put("cronjobs.batch", SPEC_AND_STATUS.validating(new CronJobValidation()));
    rules.put(
        "horizontalpodautoscalers.autoscaling",
        PLAIN
            .withStatus()
            .startingWith(_ -> zeros("desiredReplicas"))
            .validating(new AutoscalerValidation()));
    rules.put(
        "poddisruptionbudgets.policy",
        SPEC_AND_STATUS
            .withNames(NameRule.PATH_SEGMENT)
            .needingVersion()
            .startingWith(_ ->
                zeros("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"))
            .validating(PolicyValidations.DISRUPTION_BUDGET));
    rules.put(
        "priorityclasses.scheduling.k8s.io",
        PLAIN.withGeneration("value").validating(new PolicyValidations.PriorityClasses()));
    rules.put("podgroups.scheduling.k8s.io", PLAIN.withStatus());
  }

  private void network() {
    rules.put(
        "ingresses.networking.k8s.io",
        SPEC_AND_STATUS
            .startingWith(_ -> JsonObject.EMPTY.with("loadBalancer", JsonObject.EMPTY))
            .validating(new IngressValidation()));
    rules.put(
        "ingressclasses.networking.k8s.io", SPEC.validating(AddressValidations.INGRESS_CLASS));
    rules.put(
        "ipaddresses.networking.k8s.io",
        PLAIN.withNames(NameRule.ANY).validating(AddressValidations.ADDRESS));
    rules.put("networkpolicies.networking.k8s.io", SPEC.validating(new NetworkPolicyValidation()));
    rules.put(
        "servicecidrs.networking.k8s.io", PLAIN.withStatus().validating(AddressValidations.RANGE));
    rules.put(
        "endpointslices.discovery.k8s.io",
        PLAIN
            .preparing(Strategies::withoutTopology)
            .withGeneration("endpoints", "ports", "addressType", "metadata.labels")
            .validating(new EndpointSliceValidation()));
    rules.put(
        "leases.coordination.k8s.io",
        PLAIN
            .creatingOnUpdate()
            .needingVersion()
            .preparing(Strategies::withoutCoordination)
            .validating(LeaseValidations.LEASE));
    rules.put(
        "leasecandidates.coordination.k8s.io",
        PLAIN
            .withNames(NameRule.ANY)
            .creatingOnUpdate()
            .needingVersion()
            .validating(LeaseValidations.CANDIDATE));
  }

  private void access() {
    KindRules role = PLAIN.withNames(NameRule.PATH_SEGMENT).creatingOnUpdate();
    String group = ".rbac.authorization.k8s.io";
    rules.put("roles" + group, role.validating(new RoleValidation(true)));
    rules.put("clusterroles" + group, role.validating(new RoleValidation(false)));
    rules.put("rolebindings" + group, role.validating(new RoleBindingValidation(true)));
    rules.put("clusterrolebindings" + group, role.validating(new RoleBindingValidation(false)));
    rules.put("clustertrustbundles.certificates.k8s.io", PLAIN.needingVersion());
    rules.put("podcertificaterequests.certificates.k8s.io", PLAIN.withStatus().needingVersion());
  }

  private void extensions() {
    for (String webhooks : new String[] {"mutating", "validating"}) {
      rules.put(
          webhooks + "webhookconfigurations.admissionregistration.k8s.io",
          PLAIN.withGeneration("webhooks").needingVersion().validating(new WebhookValidation()));
      boolean mutating = webhooks.equals("mutating");
      rules.put(
          webhooks + "admissionpolicybindings.admissionregistration.k8s.io",
          SPEC.needingVersion().validating(new PolicyBindingValidation(mutating)));
      rules.put(
          webhooks + "admissionpolicies.admissionregistration.k8s.io",
          (mutating ? SPEC : SPEC_AND_STATUS)
              .needingVersion()
              .validating(new AdmissionPolicyValidation(mutating)));
    }
    rules.put(
        "flowschemas.flowcontrol.apiserver.k8s.io",
        SPEC_AND_STATUS.validating(new FlowSchemaValidation()));
    rules.put(
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
        SPEC_AND_STATUS.validating(new PriorityLevelValidation()));
    rules.put(
        "runtimeclasses.node.k8s.io",
        PLAIN.creatingOnUpdate().needingVersion().validating(new RuntimeClassValidation()));
    KindRules driver = PLAIN.needingVersion();
    rules.put("csidrivers.storage.k8s.io", driver.validating(CsiValidations.DRIVER));
    rules.put("csinodes.storage.k8s.io", driver.validating(CsiValidations.NODE));
    rules.put("csistoragecapacities.storage.k8s.io", driver.validating(CsiValidations.CAPACITY));
    rules.put(
        "volumeattributesclasses.storage.k8s.io",
        PLAIN.validating(new AttributesClassValidation()));
    rules.put("storageclasses.storage.k8s.io", PLAIN.validating(new StorageClassValidation()));
    rules.put(
        "volumeattachments.storage.k8s.io",
        driver
            .withStatus()
            .startingWith(_ -> JsonObject.EMPTY.with("attached", false))
            .validating(new AttachmentValidation()));
    devices();
    rules.put(
        "apiservices.apiregistration.k8s.io",
        PLAIN
            .withNames(NameRule.PATH_SEGMENT)
            .withStatus()
            .needingVersion()
            .startingWith(ApiServiceValidation::initialStatus)
            .validating(new ApiServiceValidation()));
  }

  private void devices() {
    String group = ".resource.k8s.io";
    rules.put("deviceclasses" + group, SPEC.validating(DeviceValidations.CLASS));
    rules.put("resourceslices" + group, SPEC.validating(DeviceValidations.SLICE));
    rules.put("devicetaintrules" + group, SPEC_AND_STATUS.validating(DeviceValidations.TAINT_RULE));
    rules.put(
        "resourceclaims" + group, PLAIN.withStatus().validating(new DeviceClaimValidation(false)));
    rules.put("resourceclaimtemplates" + group, PLAIN.validating(new DeviceClaimValidation(true)));
  }
}
