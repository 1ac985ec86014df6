package k4j.apiserver.admission;

import static k4j.apiserver.admission.Requests.admit;
import static k4j.apiserver.admission.Requests.create;
import static k4j.apiserver.admission.Requests.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.admission.certificate.CertificateApproval;
import k4j.apiserver.admission.certificate.CertificateSubjectRestriction;
import k4j.apiserver.admission.limits.LimitRanger;
import k4j.apiserver.admission.plugin.DefaultStorageClass;
import k4j.apiserver.admission.plugin.DefaultTolerationSeconds;
import k4j.apiserver.admission.plugin.NamespaceLifecycle;
import k4j.apiserver.admission.plugin.PersistentVolumeClaimResize;
import k4j.apiserver.admission.plugin.Priority;
import k4j.apiserver.admission.plugin.RuntimeClass;
import k4j.apiserver.admission.plugin.ServiceAccount;
import k4j.apiserver.admission.plugin.StorageObjectInUseProtection;
import k4j.apiserver.admission.plugin.TaintNodesByCondition;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import org.junit.jupiter.api.Test;

class PluginsTest {

  private static final String POD = "{'metadata':{'name':'p','namespace':'ns'},'spec':%s}";

  private final MapReader reader = new MapReader();

  private static AdmissionRequest pod(String spec) {
    return create(Resources.PODS, POD.replace("%s", spec));
  }

  @Test
  void namespacesMustExistAndLive() {
    var plugin = new NamespaceLifecycle(reader);
    assertThatThrownBy(() -> admit(plugin, pod("{}"))).hasMessage("namespaces \"ns\" not found");
    reader.with(Resources.NAMESPACES, "{'metadata':{'name':'ns'},'status':{'phase':'Active'}}");
    admit(plugin, pod("{}"));
    reader.with(
        Resources.NAMESPACES, "{'metadata':{'name':'ns'},'status':{'phase':'Terminating'}}");
    assertThatThrownBy(() -> admit(plugin, pod("{}")))
        .hasMessage(
            "pods \"p\" is forbidden: unable to create new content in namespace ns because it is"
                + " being terminated")
        .satisfies(e ->
            assertThat(((StatusException) e).status().details().causes())
                .extracting(cause -> cause.reason())
                .containsExactly("NamespaceTerminating"));
    admit(plugin, update(Resources.PODS, POD.replace("%s", "{}"), POD.replace("%s", "{}")));
    JsonObject system = MapReader.json("{'metadata':{'name':'kube-system'}}");
    assertThatThrownBy(() ->
            admit(
                plugin,
                Requests.request(
                    Requests.ANN,
                    Operation.DELETE,
                    Resources.NAMESPACES,
                    "",
                    JsonObject.EMPTY,
                    system)))
        .hasMessage("namespaces \"kube-system\" is forbidden: this namespace may not be deleted");
  }

  @Test
  void podsGetTheirServiceAccount() {
    int[] waits = {0};
    var plugin =
        new ServiceAccount(
            reader,
            new Random(1),
            () -> {
              waits[0]++;
              if (waits[0] == 3) {
                reader.with(
                    Resources.SERVICE_ACCOUNTS,
                    """
                    {'metadata':{'name':'default','namespace':'ns'},
                     'imagePullSecrets':[{'name':'pull'}]}\
                    """);
              }
            });
    JsonObject spec =
        admit(
                plugin,
                pod(
                    """
                    {'initContainers':[{'name':'i','volumeMounts':[{'name':'x',
                      'mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]}],
                     'containers':[{'name':'c'}]}\
                    """))
            .object("spec");
    assertThat(waits[0]).isEqualTo(3);
    assertThat(spec.string("serviceAccountName")).isEqualTo("default");
    assertThat(spec.string("serviceAccount")).isEqualTo("default");
    assertThat(spec.array("imagePullSecrets")).hasToString("[{\"name\":\"pull\"}]");
    String volume = spec.array("volumes").object(0).string("name");
    assertThat(volume).matches("kube-api-access-[a-z0-9]{5}");
    assertThat(spec.array("volumes").object(0).object("projected"))
        .hasToString(
            """
            {"defaultMode":420,"sources":[\
            {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},\
            {"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],\
            "name":"kube-root-ca.crt"}},\
            {"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1",\
            "fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}\
            """);
    assertThat(spec.array("containers").object(0).array("volumeMounts"))
        .hasToString(
            "[{\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\",\"name\":\""
                + volume
                + "\",\"readOnly\":true}]");
    assertThat(spec.array("initContainers").object(0).array("volumeMounts").size()).isEqualTo(1);

    assertThat(
            admit(plugin, pod("{'automountServiceAccountToken':false,'containers':[{}]}"))
                .object("spec")
                .has("volumes"))
        .isFalse();
    assertThatThrownBy(() -> admit(plugin, pod("{'serviceAccountName':'no'}")))
        .hasMessage(
            "pods \"p\" is forbidden: error looking up service account ns/no: serviceaccount"
                + " \"no\" not found");
  }

  @Test
  void serviceAccountsMayLimitSecrets() {
    reader.with(
        Resources.SERVICE_ACCOUNTS,
        """
        {'metadata':{'name':'sa','namespace':'ns',
          'annotations':{'kubernetes.io/enforce-mountable-secrets':'true'}},
         'secrets':[{'name':'mine'}]}\
        """);
    var plugin = new ServiceAccount(reader, new Random(1), () -> {});
    admit(plugin, pod("{'serviceAccountName':'sa','volumes':[{'secret':{'secretName':'mine'}}]}"));
    assertThatThrownBy(() ->
            admit(
                plugin,
                pod("{'serviceAccountName':'sa','volumes':[{'secret':{'secretName':'x'}}]}")))
        .hasMessageEndingWith(
            "volume with secret.secretName=\"x\" is not allowed because service account sa does"
                + " not reference that secret");
    assertThatThrownBy(() ->
            admit(
                plugin,
                create(
                    Resources.PODS,
                    """
                    {'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'1'}},
                     'spec':{'serviceAccountName':'sa'}}\
                    """)))
        .hasMessageEndingWith("a mirror pod may not reference service accounts");
  }

  @Test
  void prioritiesComeFromClasses() {
    reader
        .with(Resources.PRIORITY_CLASSES, "{'metadata':{'name':'high'},'value':1000}")
        .with(
            Resources.PRIORITY_CLASSES,
            "{'metadata':{'name':'meek'},'value':5,'preemptionPolicy':'Never'}");
    var plugin = new Priority(reader);
    assertThat(admit(plugin, pod("{}")).object("spec"))
        .hasToString("{\"preemptionPolicy\":\"PreemptLowerPriority\",\"priority\":0}");
    assertThat(admit(plugin, pod("{'priorityClassName':'meek'}")).object("spec"))
        .hasToString(
            "{\"preemptionPolicy\":\"Never\",\"priority\":5,\"priorityClassName\":\"meek\"}");
    assertThatThrownBy(() -> admit(plugin, pod("{'priorityClassName':'x'}")))
        .hasMessage("pods \"p\" is forbidden: no PriorityClass with name x was found");
    assertThatThrownBy(() -> admit(plugin, pod("{'priorityClassName':'high','priority':3}")))
        .hasMessageEndingWith(
            "the integer value of priority (3) must not be provided in pod spec; priority"
                + " admission controller computed 1000 from the given PriorityClass name");
    reader.with(
        Resources.PRIORITY_CLASSES, "{'metadata':{'name':'usual'},'value':7,'globalDefault':true}");
    assertThat(admit(plugin, pod("{}")).object("spec").string("priorityClassName"))
        .isEqualTo("usual");
    assertThatThrownBy(() ->
            admit(
                plugin,
                create(
                    Resources.PRIORITY_CLASSES,
                    "{'metadata':{'name':'b'},'value':1,'globalDefault':true}")))
        .hasMessage(
            "priorityclasses.scheduling.k8s.io \"b\" is forbidden: PriorityClass usual is already"
                + " marked as default. Only one default can exist");
  }

  @Test
  void tolerationsTaintsAndFinalizersAreAdded() {
    var tolerations = new DefaultTolerationSeconds();
    assertThat(admit(tolerations, pod("{}")).object("spec").array("tolerations"))
        .hasToString(
            """
            [{"effect":"NoExecute","key":"node.kubernetes.io/not-ready","operator":"Exists",\
            "tolerationSeconds":300},\
            {"effect":"NoExecute","key":"node.kubernetes.io/unreachable","operator":"Exists",\
            "tolerationSeconds":300}]\
            """);
    assertThat(
            admit(tolerations, pod("{'tolerations':[{'operator':'Exists'}]}"))
                .object("spec")
                .array("tolerations")
                .size())
        .isEqualTo(1);
    assertThat(
            admit(new TaintNodesByCondition(), create(Resources.NODES, "{'metadata':{'name':'n'}}"))
                .object("spec"))
        .hasToString(
            "{\"taints\":[{\"effect\":\"NoSchedule\",\"key\":\"node.kubernetes.io/not-ready\"}]}");
    assertThat(
            admit(
                    new StorageObjectInUseProtection(),
                    create(Resources.PERSISTENT_VOLUME_CLAIMS, "{'metadata':{'name':'c'}}"))
                .object("metadata")
                .array("finalizers"))
        .hasToString("[\"kubernetes.io/pvc-protection\"]");
  }

  @Test
  void claimsGetTheNewestDefaultClassAndGrowOnlyWhereTheyMay() {
    String mark = "'annotations':{'storageclass.kubernetes.io/is-default-class':'true'}";
    reader
        .with(
            Resources.STORAGE_CLASSES,
            "{'metadata':{'name':'old','creationTimestamp':'2026-01-01T00:00:00Z'," + mark + "}}")
        .with(
            Resources.STORAGE_CLASSES,
            "{'metadata':{'name':'new','creationTimestamp':'2026-02-01T00:00:00Z',"
                + mark
                + "},'allowVolumeExpansion':true}");
    var plugin = new DefaultStorageClass(reader);
    String claim = "{'metadata':{'name':'c'},'spec':{}}";
    assertThat(
            admit(plugin, create(Resources.PERSISTENT_VOLUME_CLAIMS, claim))
                .object("spec")
                .string("storageClassName"))
        .isEqualTo("new");

    var resize = new PersistentVolumeClaimResize(reader);
    String sized =
        "{'metadata':{'name':'c'},'spec':{'storageClassName':'%c',"
            + "'resources':{'requests':{'storage':'%s'}}},'status':{'phase':'%p'}}";
    String big = sized.replace("%s", "2Gi");
    String small = sized.replace("%s", "1Gi");
    assertThatThrownBy(() -> admit(resize, claimUpdate(big, small, "new", "Pending")))
        .hasMessageEndingWith("Only bound persistent volume claims can be expanded");
    assertThatThrownBy(() -> admit(resize, claimUpdate(big, small, "old", "Bound")))
        .hasMessageContaining("only dynamically provisioned pvc can be resized");
    admit(resize, claimUpdate(big, small, "new", "Bound"));
    admit(resize, claimUpdate(small, small, "old", "Pending"));
  }

  private static AdmissionRequest claimUpdate(
      String now, String before, String storageClass, String phase) {
    return update(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        now.replace("%c", storageClass).replace("%p", phase),
        before.replace("%c", storageClass).replace("%p", phase));
  }

  @Test
  void runtimeClassesAddOverheadAndSelectors() {
    reader.with(
        Resources.RUNTIME_CLASSES,
        """
        {'metadata':{'name':'vm'},'overhead':{'podFixed':{'cpu':'250m'}},
         'scheduling':{'nodeSelector':{'vm':'yes'}}}\
        """);
    var plugin = new RuntimeClass(reader);
    assertThat(admit(plugin, pod("{'runtimeClassName':'vm'}")).object("spec"))
        .hasToString(
            """
            {"nodeSelector":{"vm":"yes"},"overhead":{"cpu":"250m"},"runtimeClassName":"vm"}\
            """);
    assertThatThrownBy(() -> admit(plugin, pod("{'runtimeClassName':'x'}")))
        .hasMessageEndingWith("pod rejected: RuntimeClass \"x\" not found");
    assertThatThrownBy(
            () -> admit(plugin, pod("{'runtimeClassName':'vm','nodeSelector':{'vm':'no'}}")))
        .hasMessageEndingWith(
            "conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm]"
                + " = no");
    assertThatThrownBy(() -> admit(plugin, pod("{'overhead':{'cpu':'1'}}")))
        .hasMessageEndingWith(
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
  }

  @Test
  void limitRangesGiveDefaultsAndBounds() {
    reader.with(
        Resources.LIMIT_RANGES,
        """
        {'metadata':{'name':'l','namespace':'ns'},'spec':{'limits':[
         {'type':'Container','default':{'cpu':'500m','memory':'1Gi'},
          'defaultRequest':{'cpu':'100m'},'max':{'cpu':'1'},'min':{'cpu':'50m'}},
         {'type':'Pod','max':{'memory':'2Gi'}},
         {'type':'PersistentVolumeClaim','max':{'storage':'5Gi'}}]}}\
        """);
    var plugin = new LimitRanger(reader);
    JsonObject pod = admit(plugin, pod("{'containers':[{'name':'c'}]}"));
    assertThat(pod.object("metadata").object("annotations").string("kubernetes.io/limit-ranger"))
        .isEqualTo(
            "LimitRanger plugin set: cpu request for container c; cpu, memory limit for"
                + " container c");
    assertThat(pod.object("spec").array("containers").object(0).object("resources"))
        .hasToString(
            "{\"limits\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"100m\"}}");
    assertThatThrownBy(() ->
            admit(
                plugin,
                pod(
                    """
                    {'containers':[{'name':'c','resources':{
                     'limits':{'cpu':'2','memory':'3Gi'},'requests':{'cpu':'10m'}}}]}\
                    """)))
        .hasMessage(
            "pods \"p\" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m,"
                + " maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per"
                + " Pod is 2Gi, but limit is 3Gi]");
    assertThatThrownBy(() ->
            admit(
                plugin,
                create(
                    Resources.PERSISTENT_VOLUME_CLAIMS,
                    """
                    {'metadata':{'name':'c'},
                     'spec':{'resources':{'requests':{'storage':'9Gi'}}}}\
                    """)))
        .hasMessage(
            "persistentvolumeclaims \"c\" is forbidden: maximum storage usage per"
                + " PersistentVolumeClaim is 5Gi, but request is 9Gi");
  }

  @Test
  void signersDecideWhoApproves() {
    Authorizer acme =
        wanted -> wanted.name().equals("acme.com/*") ? Decision.ALLOW : Decision.NO_OPINION;
    var plugin = new CertificateApproval(acme);
    admit(plugin, approval("acme.com/web"));
    assertThatThrownBy(() -> admit(plugin, approval("other.com/web")))
        .hasMessageEndingWith(
            "user not permitted to approve requests with signerName \"other.com/web\"");
  }

  private static AdmissionRequest approval(String signer) {
    JsonObject object =
        MapReader.json("{'metadata':{'name':'r'},'spec':{'signerName':'" + signer + "'}}");
    return Requests.request(
        Requests.ANN,
        Operation.UPDATE,
        new k4j.api.schema.ResourceName("certificates.k8s.io", "v1", "certificatesigningrequests"),
        "approval",
        object,
        object);
  }

  @Test
  void nobodyGetsACertificateForMasters() {
    var plugin = new CertificateSubjectRestriction();
    // openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /O=…/CN=eve
    assertThatThrownBy(() -> admit(plugin, csr(MASTERS_REQUEST)))
        .hasMessageEndingWith(
            "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
                + " allowed");
    admit(plugin, csr(TEAM_REQUEST));
  }

  private static AdmissionRequest csr(String request) {
    return create(
        new k4j.api.schema.ResourceName("certificates.k8s.io", "v1", "certificatesigningrequests"),
        "{'metadata':{'name':'r'},'spec':{'signerName':'kubernetes.io/kube-apiserver-client',"
            + "'request':'"
            + request
            + "'}}");
  }

  private static final String MASTERS_REQUEST =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIak1JR0pBZ0VBTUNjeEZ6QVZCZ05W"
          + "QkFvTURuTjVjM1JsYlRwdFlYTjBaWEp6TVF3d0NnWURWUVFEREFObApkbVV3V1RBVEJnY3Foa2pPUFFJ"
          + "QkJnZ3Foa2pPUFFNQkJ3TkNBQVRtdHkwbTByMUR0b1dtc2dQUUJRcXdLSDBRCk5rdDBKUStNcmpMR01O"
          + "SlR2STFnOGNST2Q4N1BUWW51U2VBK0ROZzh6UWtEa1NwUjdWbEh3VXdlKytCN29BQXcKQ2dZSUtvWkl6"
          + "ajBFQXdJRFNRQXdSZ0loQUxMVDF3U2ZPZDhwVEcvS1BXK3p3dkF5T2ZubUVEeTV3S1RFUU0xVApwNER4"
          + "QWlFQTBPaFpObUR4eXZBbUJtZmhVRUxzSTB3d211NjJlR2ZqRHphR3hHK1VZZ289Ci0tLS0tRU5EIENF"
          + "UlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";
  private static final String TEAM_REQUEST =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIV01IOENBUUF3SFRFTk1Bc0dBMVVF"
          + "Q2d3RWRHVmhiVEVNTUFvR0ExVUVBd3dEWlhabE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFj"
          + "RFFnQUVaQnJBZXk0cWJJSDR1eTNvZXdtNjg3WmhZakY2SXpzQ0diY0o4THNsClRxY1laUFY1MGkzZzNu"
          + "MjdwRjEvOTQ0Z0RvT2c3Y2FPQnJnYnZaMTJoL2Q0T2FBQU1Bb0dDQ3FHU000OUJBTUMKQTBjQU1FUUNJ"
          + "R0pqSjFSWVFDS2cwVXRva1BVc0hVQzFvajl3RndGRTNxZzdrbnVrNGQzeEFpQnRnL1k1S2VkWQpIZkhR"
          + "OStvdzhkZm9iTytWSVh3OTVXbVkyS2xCbkZIMmJ3PT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVT"
          + "VC0tLS0tCg==";
}
