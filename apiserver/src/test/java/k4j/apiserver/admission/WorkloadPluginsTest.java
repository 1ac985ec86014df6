package k4j.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import k4j.api.feature.FeatureGates;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.admission.certificate.ClusterTrustBundleAttest;
import k4j.apiserver.admission.optional.OwnerReferencesPermissionEnforcement;
import k4j.apiserver.admission.workload.JobValidation;
import k4j.apiserver.admission.workload.NodeDeclaredFeatureValidator;
import k4j.apiserver.admission.workload.PodGroupProtection;
import k4j.apiserver.admission.workload.PodGroupWorkloadExists;
import k4j.apiserver.admission.workload.PodResizeValidator;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plugins about pods that run, groups of pods, jobs, owners and trust.
class WorkloadPluginsTest {

  private static final ResourceName GROUPS =
      new ResourceName("scheduling.k8s.io", "v1alpha2", "podgroups");
  private static final MapReader READER =
      new MapReader()
          .with(
              Resources.NODES,
              "{'metadata':{'name':'n'},'status':{'allocatable':{'cpu':'2','memory':'1Gi'},"
                  + "'declaredFeatures':['InPlacePodLevelResourcesVerticalScaling']}}")
          .with(
              Resources.NODES,
              "{'metadata':{'name':'win','labels':{'kubernetes.io/os':'windows'}}}")
          .with(
              GROUPS,
              "{'metadata':{'name':'gang','namespace':'ns','ownerReferences':[{'uid':'j',"
                  + "'controller':true}]},'spec':{'schedulingPolicy':{'gang':{'minCount':2}}}}")
          .with(
              new ResourceName("scheduling.k8s.io", "v1alpha2", "workloads"),
              "{'metadata':{'name':'w','namespace':'ns'},'spec':{'podGroupTemplates':["
                  + "{'name':'t'}]}}");

  private static String pod(String node, String rest) {
    return "{'metadata':{'name':'p'},'spec':{'nodeName':'%s',%s}}".formatted(node, rest);
  }

  private static AdmissionRequest resize(String node, String old, String now) {
    return Requests.request(
        Requests.ANN,
        Operation.UPDATE,
        Resources.PODS,
        "resize",
        MapReader.json(pod(node, now)),
        MapReader.json(pod(node, old)));
  }

  private static void expect(AdmissionPlugin plugin, AdmissionRequest request, String message) {
    if (message.isEmpty()) {
      assertThatCode(() -> Requests.admit(plugin, request)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> Requests.admit(plugin, request)).hasMessageEndingWith(message);
    }
  }

  private static String cpu(String cpu, String memory) {
    return "'containers':[{'resources':{'requests':{'cpu':'%s','memory':'%s'}}}]"
        .formatted(cpu, memory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          n    | 2    | 1Gi   | ``
          n    | 2001m | 2Gi  | node didn't have enough allocatable resources: cpu, requested: 2001, allocatable: 2000; memory, requested: 2147483648, allocatable: 1073741824
          win  | 2    | 1Mi   | pod resize is only supported on linux nodes, node "win" is "windows"
          gone | 2    | 1Mi   | node "gone" not found
          n    | 1    | 1Mi   | ``
          """)
  void aResizeMustFitItsNode(String node, String cpu, String memory, String message) {
    expect(
        new PodResizeValidator(READER), resize(node, cpu("1", "1Mi"), cpu(cpu, memory)), message);
  }

  @Test
  void aResizeThatCannotBeNamesItsCause() {
    AdmissionRequest request = resize("n", cpu("1", "1Mi"), cpu("3", "1Mi"));
    assertThatThrownBy(() -> new PodResizeValidator(READER).validate(request))
        .isInstanceOfSatisfying(
            StatusException.class,
            e ->
                assertThat(e.status().details().causes())
                    .containsExactly(new Cause("NodeCapacity", "", "")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          n   | 'resources':{'requests':{'cpu':'1'}}               | 'resources':{'requests':{'cpu':'2'}} | ``
          win | 'resources':{'requests':{'cpu':'1'}}               | 'resources':{'requests':{'cpu':'2'}} | pod update requires features InPlacePodLevelResourcesVerticalScaling which are not available on node "win"
          n   | 'initContainers':[{'resources':{}}]                | 'initContainers':[{'resources':{'requests':{'cpu':'2'}}}] | pod update requires features InPlacePodVerticalScalingInitContainers which are not available on node "n"
          n   | 'initContainers':[{'restartPolicy':'Always'}]      | 'initContainers':[{'restartPolicy':'Always','resources':{'requests':{'cpu':'2'}}}] | ``
          """)
  void aNodeMustSayThatItCan(String node, String old, String now, String message) {
    expect(new NodeDeclaredFeatureValidator(READER), resize(node, old, now), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'uid':'j'} | {}                                          | cannot change parallelism for a Job referencing gang-scheduled PodGroup "gang"
          {'uid':'k'} | {}                                          | ``
          {'uid':'k'} | {'schedulingGroup':{'podGroupName':'gang'}} | cannot change parallelism for a Job referencing gang-scheduled PodGroup "gang"
          """)
  void gangsStayAsManyAsTheyAre(String metadata, String spec, String message) {
    String job = "{'metadata':%s,'spec':{'parallelism':%d,'template':{'spec':%s}}}";
    expect(
        new JobValidation(READER),
        Requests.update(
            new ResourceName("batch", "v1", "jobs"),
            job.formatted(metadata, 3, spec),
            job.formatted(metadata, 2, spec)),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          w | t | ``
          w | u | PodGroup rejected: PodGroupTemplate "u" not found in Workload "w"
          x | t | PodGroup rejected: Workload "x" not found
          """)
  void aGroupComesOfAWorkload(String workload, String template, String message) {
    AdmissionRequest request =
        Requests.create(
            GROUPS,
            ("{'metadata':{'name':'g'},'spec':{'podGroupTemplateRef':{'workload':{"
                    + "'workloadName':'%s','podGroupTemplateName':'%s'}}}}")
                .formatted(workload, template));
    expect(new PodGroupWorkloadExists(READER), request, message);
    assertThat(
            Requests.admit(new PodGroupProtection(), request)
                .object("metadata")
                .array("finalizers")
                .strings())
        .containsExactly("scheduling.k8s.io/podgroup-protection");
  }

  /// Allows exactly one thing: `verb resource/subresource name`.
  private static Authorizer only(String allowed) {
    return wanted ->
        (wanted.verb() + " " + wanted.combinedResource() + " " + wanted.name()).equals(allowed)
            ? Decision.ALLOW
            : new Decision(Verdict.NO_OPINION, "why");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          attest signers a/b | a/b | ``
          attest signers a/* | a/b | ``
          sign signers a/b   | a/b | user not permitted to attest for signerName "a/b"
          none               | ``  | ``
          """)
  void whoTellsWhomToTrustMustBeAllowed(String allowed, String signer, String message) {
    expect(
        new ClusterTrustBundleAttest(only(allowed)),
        Requests.create(
            new ResourceName("certificates.k8s.io", "v1beta1", "clustertrustbundles"),
            "{'metadata':{'name':'x'},'spec':{'signerName':'%s'}}".formatted(signer)),
        message);
  }

  private static final String BLOCKING =
      "{'metadata':{'name':'p','ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet',"
          + "'name':'rs','uid':'u','blockOwnerDeletion':true}]}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          none                              | create | cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: why, <nil>
          update replicasets/finalizers rs  | create | ``
          update */finalizers *             | create | ``
          none                              | update | cannot set an ownerRef on a resource you can't delete: why, <nil>
          """)
  void anOwnerIsChosenByThoseWhoMay(String allowed, String operation, String message) {
    AdmissionRequest request =
        operation.equals("create")
            ? Requests.create(Resources.PODS, BLOCKING)
            : Requests.update(Resources.PODS, BLOCKING, "{'metadata':{'name':'p'}}");
    expect(
        new OwnerReferencesPermissionEnforcement(only(allowed), new BuiltinCatalog()),
        request,
        message);
  }

  @Test
  void anOwnerMustBeOfAKnownKind() {
    expect(
        new OwnerReferencesPermissionEnforcement(only("none"), new BuiltinCatalog()),
        Requests.create(Resources.PODS, BLOCKING.replace("ReplicaSet", "Nothing")),
        "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion"
            + " apps/v1 Kind Nothing: no matches for kind \"Nothing\" in version \"apps/v1\"");
  }

  @Test
  void gatesDecideToo() {
    var gates = new FeatureGates(Map.of("GenericWorkload", true, "NodeDeclaredFeatures", false));
    assertThat(names(AdmissionChoice.NONE.withFeatures(gates)))
        .contains("PodGroupProtection", "JobValidation")
        .doesNotContain("NodeDeclaredFeatureValidator", "ClusterTrustBundleAttest");
    assertThat(names(AdmissionChoice.NONE))
        .contains("NodeDeclaredFeatureValidator", "PodResizeValidator", "MutatingAdmissionPolicy")
        .doesNotContain("PodGroupProtection", "JobValidation", "EventRateLimit");
  }

  private static List<String> names(AdmissionChoice choice) {
    return AdmissionPlugins.NAMES.stream()
        .filter(name -> AdmissionPlugins.wanted(name, choice))
        .toList();
  }

  private static final JsonObject NOTHING = JsonObject.EMPTY;

  @Test
  void othersAreLeftAlone() {
    AdmissionRequest status =
        Requests.request(
            Requests.ANN, Operation.UPDATE, Resources.PODS, "status", NOTHING, NOTHING);
    assertThat(
            new OwnerReferencesPermissionEnforcement(only("none"), new BuiltinCatalog())
                .handles(status))
        .isFalse();
    assertThat(new PodResizeValidator(READER).handles(status)).isFalse();
  }
}
