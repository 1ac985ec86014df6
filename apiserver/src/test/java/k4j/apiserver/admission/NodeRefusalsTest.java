package k4j.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.admission.node.NodeRestriction;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every refusal of NodeRestriction, in Kubernetes' words, for the node `n1`.
class NodeRefusalsTest {

  private static final User NODE = User.of("system:node:n1", "system:nodes");

  private final MapReader reader =
      new MapReader()
          .with(Resources.NODES, "{'metadata':{'name':'n1','uid':'node-1'}}")
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'mine','namespace':'ns','uid':'pod-1'},
               'spec':{'nodeName':'n1','serviceAccountName':'sa','volumes':[
                {'name':'a','csi':{'driver':'inline.example'}},
                {'name':'b','persistentVolumeClaim':{'claimName':'claim'}},
                {'name':'c','ephemeral':{'volumeClaimTemplate':{}}}]}}\
              """)
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'lost','namespace':'ns','uid':'pod-3'},
               'spec':{'nodeName':'n1','volumes':[
                {'name':'b','persistentVolumeClaim':{'claimName':'gone'}}]}}\
              """)
          .with(
              Resources.PODS,
              "{'metadata':{'name':'other','namespace':'ns','uid':'pod-2'},"
                  + "'spec':{'nodeName':'n2'}}")
          .with(
              Resources.PODS,
              "{'metadata':{'name':'mirror','namespace':'ns','uid':'pod-4',"
                  + "'annotations':{'kubernetes.io/config.mirror':'x'}},"
                  + "'spec':{'nodeName':'n1'}}")
          .with(
              Resources.SERVICE_ACCOUNTS,
              "{'metadata':{'name':'sa','namespace':'ns','uid':'sa-1'}}")
          .with(
              Resources.PERSISTENT_VOLUME_CLAIMS,
              "{'metadata':{'name':'claim','namespace':'ns'},'spec':{'volumeName':'pv'}}")
          .with(
              Resources.PERSISTENT_VOLUME_CLAIMS,
              "{'metadata':{'name':'mine-c','namespace':'ns'},'spec':{'volumeName':'disk'}}")
          .with(
              Resources.PERSISTENT_VOLUMES,
              "{'metadata':{'name':'pv'},'spec':{'csi':{'driver':'claim.example'}}}")
          .with(
              Resources.PERSISTENT_VOLUMES,
              "{'metadata':{'name':'disk'},'spec':{'gcePersistentDisk':{'pdName':'d'}}}")
          .with(
              Resources.CSI_DRIVERS,
              "{'metadata':{'name':'inline.example'},'spec':{'tokenRequests':[{'audience':'i'}]}}")
          .with(
              Resources.CSI_DRIVERS,
              "{'metadata':{'name':'claim.example'},'spec':{'tokenRequests':[{'audience':'c'}]}}")
          .with(
              Resources.CSI_DRIVERS,
              "{'metadata':{'name':'pd.csi.storage.gke.io'},"
                  + "'spec':{'tokenRequests':[{'audience':'g'}]}}");

  private final NodeRestriction plugin = new NodeRestriction(reader, NodeRefusalsTest::allowed);

  private static Decision allowed(Attributes wanted) {
    return wanted.verb().equals("request-serviceaccounts-token-audience")
            && wanted.resource().equals("https://vault/x")
            && wanted.subresource().isEmpty()
            && wanted.name().equals("sa")
        ? Decision.ALLOW
        : Decision.NO_OPINION;
  }

  private String refusal(User user, Operation operation, String where, String now, String old) {
    String[] parts = where.split("/", 2);
    int dot = parts[0].indexOf('.');
    var resource =
        new ResourceName(
            dot < 0 ? "" : parts[0].substring(dot + 1),
            "v1",
            dot < 0 ? parts[0] : parts[0].substring(0, dot));
    AdmissionRequest request =
        Requests.request(
            user,
            operation,
            resource,
            parts.length > 1 ? parts[1] : "",
            MapReader.json(now),
            MapReader.json(old));
    try {
      Requests.admit(plugin, request);
      return "";
    } catch (StatusException e) {
      String message = String.valueOf(e.getMessage());
      String prefix = " is forbidden: ";
      int at = message.indexOf(prefix);
      return at < 0 ? message : message.substring(at + prefix.length());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CREATE | nodes        | {'metadata':{'name':'n1'},'spec':{'configSource':{'configMap':{}}}} | {} | node "n1" is not allowed to create pods with a non-nil configSource
          UPDATE | nodes        | {'metadata':{'name':'n1'},'spec':{'configSource':{'configMap':{}}}} | {'metadata':{'name':'n1'}} | node "n1" is not allowed to update configSource to a new non-nil configSource
          UPDATE | nodes        | {'metadata':{'name':'n1'}} | {'metadata':{'name':'n1'},'spec':{'configSource':{'configMap':{}}}} | ``
          UPDATE | nodes        | {'metadata':{'name':'n1','ownerReferences':[{'name':'x'}]}} | {'metadata':{'name':'n1'}} | node "n1" is not allowed to modify ownerReferences
          UPDATE | nodes        | {'metadata':{'name':'n1','labels':{'node-restriction.kubernetes.io/a':'b'}}} | {'metadata':{'name':'n1'}} | is not allowed to modify labels: node-restriction.kubernetes.io/a
          UPDATE | nodes        | {'metadata':{'name':'n1'}} | {'metadata':{'name':'n1','labels':{'x.node-restriction.kubernetes.io/a':'b'}}} | is not allowed to modify labels: x.node-restriction.kubernetes.io/a
          CREATE | nodes        | {'metadata':{'name':'n1','labels':{'node-restriction.kubernetes.io/a':'b','k8s.io/c':'d','e':'f','kubelet.kubernetes.io/g':'h'}}} | {} | node "n1" is not allowed to set the following labels: k8s.io/c, node-restriction.kubernetes.io/a
          DELETE | nodes        | {} | {'metadata':{'name':'n2'}} | node "n1" is not allowed to modify node "n2"
          UPDATE | pods         | {'metadata':{'name':'mine'}} | {'metadata':{'name':'mine'}} | unexpected operation "UPDATE", node "n1" can only create and delete mirror pods
          UPDATE | pods/ephemeralcontainers | {'metadata':{'name':'mine'}} | {'metadata':{'name':'mine'}} | unexpected pod subresource "ephemeralcontainers", only 'status' and 'eviction' are allowed
          CREATE | pods/binding | {'metadata':{'name':'mine'}} | {} | unexpected pod subresource "binding", only 'status' and 'eviction' are allowed
          UPDATE | pods/status  | {'metadata':{'name':'mine','labels':{'a':'b'}},'spec':{'nodeName':'n1'}} | {'metadata':{'name':'mine'},'spec':{'nodeName':'n1'}} | node "n1" cannot update labels through pod status
          UPDATE | pods/status  | {'metadata':{'name':'mine'},'status':{'resourceClaimStatuses':[{'name':'a'}]}} | {'metadata':{'name':'mine'},'spec':{'nodeName':'n1'}} | node "n1" cannot update resource claim statues
          UPDATE | pods/status  | {'metadata':{'name':'mine'},'status':{'extendedResourceClaimStatus':{'resourceClaimName':'a'}}} | {'metadata':{'name':'mine'},'spec':{'nodeName':'n1'}} | node "n1" cannot update extended resource claim status
          CREATE | pods/status  | {'metadata':{'name':'mine'}} | {} | unexpected operation "CREATE"
          DELETE | pods/eviction | {} | {'metadata':{'name':'mine'}} | unexpected operation DELETE
          CREATE | pods/eviction | {'metadata':{'name':'mine'}} | {} | ``
          CREATE | pods/eviction | {'metadata':{'name':'nobody'}} | {} | pods "nobody" not found
          UPDATE | persistentvolumeclaims | {'metadata':{'name':'claim'}} | {'metadata':{'name':'claim'}} | may only update PVC status
          CREATE | persistentvolumeclaims/status | {'metadata':{'name':'claim'}} | {} | unexpected operation "CREATE"
          UPDATE | persistentvolumeclaims/status | {'metadata':{'name':'claim'},'status':{'capacity':{'storage':'1'},'conditions':[{'type':'x'}],'allocatedResources':{'storage':'1'}}} | {'metadata':{'name':'claim'}} | ``
          UPDATE | persistentvolumeclaims/status | {'metadata':{'name':'claim','labels':{'a':'b'}}} | {'metadata':{'name':'claim'}} | node "n1" is not allowed to update fields other than status.quantity and status.conditions
          CREATE | leases.coordination.k8s.io | {'metadata':{'name':'n1'}} | {} | can only access leases in the "kube-node-lease" system namespace
          CREATE | csinodes.storage.k8s.io | {'metadata':{'name':'n2'}} | {} | can only access CSINode with the same name as the requesting node
          UPDATE | csinodes.storage.k8s.io | {'metadata':{'name':'n1'}} | {'metadata':{'name':'n1'}} | ``
          CREATE | resourceslices.resource.k8s.io | {'metadata':{'name':'s'},'spec':{'nodeName':'n2'}} | {} | can only create ResourceSlice with the same NodeName as the requesting node
          CREATE | resourceslices.resource.k8s.io | {'metadata':{'name':'s'},'spec':{'allNodes':true}} | {} | can only create ResourceSlice with the same NodeName as the requesting node
          DELETE | resourceslices.resource.k8s.io | {} | {'metadata':{'name':'s'},'spec':{'nodeName':'n2'}} | can only delete ResourceSlice with the same NodeName as the requesting node
          DELETE | resourceslices.resource.k8s.io | {} | {'metadata':{'name':'s'},'spec':{'nodeName':'n1'}} | ``
          """)
  void refusesInKubernetesWords(
      Operation operation, String where, String now, String old, String refusal) {
    assertThat(refusal(NODE, operation, where, now, old)).isEqualTo(refusal == null ? "" : refusal);
  }

  /// What a mirror pod's spec may name.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'volumes':[{'name':'v','hostPath':{'path':'/'}},{'name':'e','emptyDir':{}}] | ``
          'volumes':[{'name':'v','projected':{'sources':[{'downwardAPI':{}}]}}]       | ``
          'serviceAccountName':'sa'                                                   | serviceaccounts
          'imagePullSecrets':[{'name':'s'}]                                           | secrets
          'ephemeralContainers':[{'envFrom':[{'secretRef':{'name':'s'}}]}]            | secrets
          'containers':[{'env':[{'valueFrom':{'configMapKeyRef':{'name':'c'}}}]}]     | configmaps
          'resourceClaims':[{'name':'r'}]                                             | resourceclaims
          'volumes':[{'name':'v','csi':{'driver':'d'}}]                               | csidrivers (via CSI volumes)
          'volumes':[{'name':'v','glusterfs':{'endpoints':'e'}}]                      | endpoints (via glusterFS volumes)
          'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'c'}}]          | persistentvolumeclaims
          'volumes':[{'name':'v','ephemeral':{}}]                                     | persistentvolumeclaims (via ephemeral volumes)
          'volumes':[{'name':'v','azureFile':{}}]                                     | secrets (via azureFile volumes)
          'volumes':[{'name':'v','secret':{}}]                                        | secrets (via secret volumes)
          'volumes':[{'name':'v','configMap':{}}]                                     | configmaps (via configmap volumes)
          'volumes':[{'name':'v','projected':{'sources':[{'serviceAccountToken':{}}]}}] | serviceaccounts (via projected volumes)
          'volumes':[{'name':'v','projected':{'sources':[{'clusterTrustBundle':{}}]}}] | clustertrustbundles
          'volumes':[{'name':'v','projected':{'sources':[{'podCertificate':{}}]}}]    | podcertificates
          'volumes':[{'name':'v','projected':{'sources':[{'novel':{}}]}}]             | unknown source for projected volume "v"
          'volumes':[{'name':'v','novel':{}}]                                         | unknown volume type for volume  "v"
          """)
  void aMirrorPodNeedsNothingOfTheApi(String spec, String what) {
    String pod =
        """
        {'metadata':{'name':'p','annotations':{'kubernetes.io/config.mirror':'x'},
          'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','uid':'node-1',
           'controller':true}]},'spec':{'nodeName':'n1',%s}}\
        """
            .formatted(spec);
    String expected =
        what == null || what.isEmpty()
            ? ""
            : what.startsWith("unknown")
                ? "error checking mirror pod for API references: " + what
                : "node \"n1\" can not create pods that reference " + what;
    assertThat(refusal(NODE, Operation.CREATE, "pods", pod, "{}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'ownerReferences':[{'name':'a'},{'name':'b'}] | n1 | node "n1" can only create pods with a single owner reference set to itself
          'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n2'}] | n1 | node "n1" can only create pods with an owner reference set to itself
          'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1'}] | n1 | node "n1" can only create pods with a controller owner reference set to itself
          'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','controller':true,'blockOwnerDeletion':true}] | n1 | node "n1" must not set blockOwnerDeletion on an owner reference
          'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','controller':true,'uid':'u'}] | n1 | node n1 UID mismatch: expected u got node-1
          'labels':{} | n2 | node "n1" can only create pods with spec.nodeName set to itself
          """)
  void aMirrorPodBelongsToItsNode(String metadata, String node, String refusal) {
    String pod =
        "{'metadata':{'name':'p','annotations':{'kubernetes.io/config.mirror':'x'},%s},'spec':{'nodeName':'%s'}}"
            .formatted(metadata, node);
    assertThat(refusal(NODE, Operation.CREATE, "pods", pod, "{}")).isEqualTo(refusal);
  }

  /// Tokens by their pod and audiences.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mine  | pod-1 | 'i'       | ``
          mine  | pod-1 | 'c'       | ``
          mine  | pod-1 | 'g'       | ``
          mine  | pod-1 | 'https://vault/x' | ``
          mine  | pod-1 | 'x'       | audience "x" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience
          mine  | pod-1 | 'i','c'   | node may only request 0 or 1 audiences
          mine  | pod-9 | 'i'       | the UID in the bound object reference (pod-9) does not match the UID in record. The object might have been deleted and then recreated
          mine  | ``    | 'i'       | node requested token with a pod binding without a uid
          other | pod-2 | 'i'       | node requested token bound to a pod scheduled on a different node
          lost  | pod-3 | 'i'       | error validating audience "i": persistentvolumeclaims "gone" not found
          ghost | pod-7 | 'i'       | pods "ghost" not found
          """)
  void aTokenIsForWhatThePodMounts(String pod, String uid, String audiences, String refusal) {
    String token =
        "{'metadata':{'name':'sa'},'spec':{'audiences':[%s],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'%s','uid':'%s'}}}"
            .formatted(audiences, pod, uid == null ? "" : uid);
    assertThat(refusal(NODE, Operation.CREATE, "serviceaccounts/token", token, "{}"))
        .isEqualTo(refusal == null ? "" : refusal);
  }

  private static String signingRequest(String subject) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      var keys = generator.generateKeyPair();
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
              .getEncoded();
      String pem =
          "-----BEGIN CERTIFICATE REQUEST-----\n"
              + Base64.getMimeEncoder().encodeToString(der)
              + "\n-----END CERTIFICATE REQUEST-----\n";
      return Base64.getEncoder().encodeToString(pem.getBytes());
    } catch (GeneralSecurityException | OperatorCreationException | java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:n1 | ``
          kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:n1 | ``
          kubernetes.io/kube-apiserver-client-kubelet | O=system:nodes,CN=system:node:n2 | can only create a node CSR with CN=system:node:n1
          kubernetes.io/kubelet-serving               | O=system:nodes,CN=system:node:n2 | can only create a node CSR with CN=system:node:n1
          kubernetes.io/kubelet-serving               | O=system:nodes                   | can only create a node CSR with CN=system:node:n1
          kubernetes.io/kubelet-serving               | CN=system:node:n1,CN=system:node:n2 | can only create a node CSR with CN=system:node:n1
          kubernetes.io/kubelet-serving               | CN=system:node:n1+CN=system:node:n2 | can only create a node CSR with CN=system:node:n1
          example.com/own                             | CN=system:node:n2                | ``
          """)
  void aNodeAsksForItsOwnCertificates(String signer, String subject, String refusal) {
    String request =
        "{'metadata':{'name':'c'},'spec':{'signerName':'%s','request':'%s'}}"
            .formatted(signer, signingRequest(subject));
    String where = "certificatesigningrequests.certificates.k8s.io";
    assertThat(refusal(NODE, Operation.CREATE, where, request, "{}"))
        .isEqualTo(refusal == null ? "" : refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          n1 | node-1 | mine   | pod-1 | sa | sa-1 | ``
          n2 | node-1 | mine   | pod-1 | sa | sa-1 | PodCertificateRequest.Spec.NodeName="n2", which is not the requesting node "n1"
          n1 | node-2 | mine   | pod-1 | sa | sa-1 | Internal error occurred: PodCertificateRequest for pod "ns/mine" names node UID "node-2", inconsistent with the running node ("node-1")
          n1 | node-1 | mine   | pod-2 | sa | sa-1 | Internal error occurred: PodCertificateRequest for pod "ns/mine" contains pod UID ("pod-2") which differs from running pod "pod-1"
          n1 | node-1 | other  | pod-2 | sa | sa-1 | pod "ns/other" is not running on node "n1" named in the PodCertificateRequest
          n1 | node-1 | mirror | pod-4 | sa | sa-1 | pod "ns/mirror" is a mirror pod
          n1 | node-1 | mine   | pod-1 | sb | sa-1 | PodCertificateRequest for pod "ns/mine" contains serviceAccountName ("sb") that differs from running pod ("sa")
          n1 | node-1 | mine   | pod-1 | sa | sa-2 | Internal error occurred: PodCertificateRequest for pod "ns/mine" names service account UID "sa-2", which differs from the running service account ("sa-1")
          """)
  void aNodeAsksForCertificatesOfItsPods(
      String node,
      String nodeUid,
      String pod,
      String podUid,
      String account,
      String accountUid,
      String refusal) {
    JsonObject request =
        MapReader.json("{'metadata':{'name':'r'}}")
            .with(
                "spec",
                JsonObject.EMPTY
                    .with("nodeName", node)
                    .with("nodeUID", nodeUid)
                    .with("podName", pod)
                    .with("podUID", podUid)
                    .with("serviceAccountName", account)
                    .with("serviceAccountUID", accountUid));
    String where = "podcertificaterequests.certificates.k8s.io";
    assertThat(refusal(NODE, Operation.CREATE, where, request.toString(), "{}"))
        .isEqualTo(refusal == null ? "" : refusal);
  }

  @Test
  void aNodeWithoutANameMayNothing() {
    User nameless = User.of("system:node:", "system:nodes");
    assertThat(refusal(nameless, Operation.CREATE, "nodes", "{'metadata':{'name':''}}", "{}"))
        .isEqualTo("could not determine node from user \"system:node:\"");
  }
}
