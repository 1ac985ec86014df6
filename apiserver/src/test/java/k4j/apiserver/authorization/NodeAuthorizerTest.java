package k4j.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthorizerTest {

  private final MapReader reader =
      new MapReader()
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'p','namespace':'a'},
               'spec':{'nodeName':'n1','serviceAccountName':'sa',
                'imagePullSecrets':[{'name':'pull'}],
                'containers':[{'envFrom':[{'configMapRef':{'name':'env'}}],
                  'env':[{'valueFrom':{'secretKeyRef':{'name':'key'}}}]}],
                'resourceClaims':[{'name':'c','resourceClaimName':'direct'},
                  {'name':'t','resourceClaimTemplateName':'x'}],
                'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'claim'}},
                 {'name':'e','ephemeral':{'volumeClaimTemplate':{}}},
                 {'name':'q','projected':{'sources':[{'secret':{'name':'proj'}}]}}]},
               'status':{'resourceClaimStatuses':[{'name':'t','resourceClaimName':'made'}],
                'extendedResourceClaimStatus':{'resourceClaimName':'extended'}}}\
              """)
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'mirror','namespace':'a',
                'annotations':{'kubernetes.io/config.mirror':'x'}},
               'spec':{'nodeName':'n1','volumes':[{'secret':{'secretName':'hidden'}}]}}\
              """)
          .with(
              Resources.PERSISTENT_VOLUMES,
              """
              {'metadata':{'name':'pv'},'spec':{'claimRef':{'namespace':'a','name':'claim'},
               'csi':{'nodeStageSecretRef':{'name':'stage','namespace':'storage'},
                'nodePublishSecretRef':{'name':'publish','namespace':'storage'},
                'nodeExpandSecretRef':{'name':'expand','namespace':'storage'},
                'controllerPublishSecretRef':{'name':'cpublish','namespace':'storage'},
                'controllerExpandSecretRef':{'name':'cexpand','namespace':'storage'}}}}\
              """)
          .with(Resources.VOLUME_ATTACHMENTS, "{'metadata':{'name':'va'},'spec':{'nodeName':'n1'}}")
          .with(Resources.RESOURCE_SLICES, "{'metadata':{'name':'slice'},'spec':{'nodeName':'n1'}}")
          .with(Resources.RESOURCE_SLICES, "{'metadata':{'name':'any'},'spec':{'allNodes':true}}")
          .with(
              Resources.POD_CERTIFICATE_REQUESTS,
              "{'metadata':{'name':'pcr','namespace':'a'},'spec':{'nodeName':'n1'}}");

  private final NodeAuthorizer authorizer =
      new NodeAuthorizer(
          reader,
          List.of(Rule.onResources(List.of("list"), List.of(""), List.of("services"), List.of())));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n1 | get | secrets | a | key | ALLOW",
        "n1 | get | secrets | a | pull | ALLOW",
        "n1 | watch | secrets | a | proj | ALLOW",
        "n1 | get | secrets | a | other | no relationship found between node 'n1' and this object",
        "n1 | get | secrets | a | hidden | no relationship found between node 'n1' and this object",
        "n2 | get | secrets | a | key | no relationship found between node 'n2' and this object",
        "n1 | get | secrets | storage | stage | ALLOW",
        "n2 | get | secrets | storage | stage | no relationship found between node 'n2' and this"
            + " object",
        "n1 | delete | secrets | a | key | can only read resources of this type",
        "n1 | list | secrets | a | '' | No Object name found",
        "n1 | list | configmaps | '' | env | can only read namespaced object of this type",
        "n1 | get | configmaps | a | env | ALLOW",
        "n1 | get | persistentvolumeclaims | a | claim | ALLOW",
        "n1 | list | persistentvolumeclaims | a | claim | can only get individual resources of this"
            + " type",
        "n1 | get | persistentvolumes | '' | pv | ALLOW",
        "n2 | get | persistentvolumes | '' | pv | no relationship found between node 'n2' and this"
            + " object",
        "n1 | create | serviceaccounts/token | a | sa | ALLOW",
        "n1 | create | serviceaccounts/token | a | sb | no relationship found between node 'n1' and"
            + " this object",
        "n1 | get | serviceaccounts | a | sa | ALLOW",
        "n1 | get | nodes | '' | n1 | ALLOW",
        "n1 | get | nodes | '' | n2 | node 'n1' cannot read 'n2', only its own Node object",
        "n1 | list | nodes | '' | '' | node 'n1' cannot read all nodes, only its own Node object",
        "n1 | patch | nodes/status | '' | n1 | ALLOW",
        "n1 | delete | nodes | '' | n1 | NONE",
        "n1 | get | pods | a | p | ALLOW",
        "n2 | get | pods | a | p | no relationship found between node 'n2' and this object",
        "n1 | list | pods | '' | '' | can only list/watch pods with spec.nodeName field selector",
        "n1 | create | pods/eviction | a | p | ALLOW",
        "n1 | list | services | '' | '' | ALLOW",
        "n1 | create | services | a | '' | NONE",
      })
  void decides(
      String node, String verb, String resource, String namespace, String name, String expected) {
    var decision =
        authorizer.authorize(
            Attributes.ofResource(
                User.of("system:node:" + node, "system:nodes"),
                verb,
                "",
                resource,
                namespace,
                name));
    assertThat(decision.verdict())
        .isEqualTo(expected.equals("ALLOW") ? Verdict.ALLOW : Verdict.NO_OPINION);
    if (decision.verdict() != Verdict.ALLOW) {
      assertThat(decision.reason()).isEqualTo(expected.equals("NONE") ? "" : expected);
    }
  }

  /// For node `n1`; `-` stands for no reason.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          get    | secrets                | storage | publish  | ALLOW
          get    | secrets                | storage | expand   | ALLOW
          get    | secrets                | storage | cpublish | no relationship found between node 'n1' and this object
          get    | secrets                | storage | cexpand  | no relationship found between node 'n1' and this object
          get    | secrets/x              | a       | key      | cannot read subresource
          get    | persistentvolumeclaims | a       | p-e      | ALLOW
          get    | persistentvolumeclaims/x | a     | claim    | cannot get subresource
          update | persistentvolumeclaims/status | a | claim   | ALLOW
          update | persistentvolumeclaims/status | a | other   | no relationship found between node 'n1' and this object
          get    | persistentvolumeclaims/status | a | claim   | can only get/update/patch this type
          get    | resourceclaims.resource.k8s.io | a | direct | ALLOW
          get    | resourceclaims.resource.k8s.io | a | made   | ALLOW
          get    | resourceclaims.resource.k8s.io | a | extended | ALLOW
          get    | resourceclaims.resource.k8s.io | a | other  | no relationship found between node 'n1' and this object
          list   | resourceclaims.resource.k8s.io | a | direct | can only get individual resources of this type
          get    | volumeattachments.storage.k8s.io | '' | va  | ALLOW
          get    | volumeattachments.storage.k8s.io | '' | vb  | no relationship found between node 'n1' and this object
          list   | serviceaccounts        | a       | sa       | can only create tokens for individual service accounts
          create | serviceaccounts        | a       | sa       | can only create token subresource of serviceaccount
          create | serviceaccounts/token  | a       | ''       | can only create tokens for individual service accounts
          get    | leases.coordination.k8s.io | kube-node-lease | n1 | ALLOW
          create | leases.coordination.k8s.io | kube-node-lease | '' | ALLOW
          get    | leases.coordination.k8s.io | kube-node-lease | n2 | can only access node lease with the same name as the requesting node
          list   | leases.coordination.k8s.io | kube-node-lease | '' | can only get, create, update, patch, or delete a node lease
          get    | leases.coordination.k8s.io | kube-system     | n1 | can only access leases in the "kube-node-lease" system namespace
          get    | csinodes.storage.k8s.io | ''      | n1      | ALLOW
          delete | csinodes.storage.k8s.io | ''      | n2      | can only access CSINode with the same name as the requesting node
          watch  | csinodes.storage.k8s.io | ''      | n1      | can only get, create, update, patch, or delete a CSINode
          get    | csinodes.storage.k8s.io/x | ''    | n1      | cannot authorize CSINode subresources
          create | resourceslices.resource.k8s.io | '' | ''    | ALLOW
          update | resourceslices.resource.k8s.io | '' | slice | ALLOW
          update | resourceslices.resource.k8s.io | '' | any   | no relationship found between node 'n1' and this object
          list   | resourceslices.resource.k8s.io | '' | ''    | can only list/watch/deletecollection resourceslices with nodeName field selector
          bind   | resourceslices.resource.k8s.io | '' | slice | only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection
          get    | resourceslices.resource.k8s.io/x | '' | slice | cannot authorize ResourceSlice subresources
          create | podcertificaterequests.certificates.k8s.io | a | '' | ALLOW
          get    | podcertificaterequests.certificates.k8s.io | a | pcr | ALLOW
          get    | podcertificaterequests.certificates.k8s.io | a | other | no relationship found between node 'n1' and this object
          list   | podcertificaterequests.certificates.k8s.io | a | '' | can only list/watch podcertificaterequests with nodeName field selector
          delete | podcertificaterequests.certificates.k8s.io | a | pcr | nodes may not delete podcertificaterequests
          update | podcertificaterequests.certificates.k8s.io/status | a | pcr | nodes may not access the status subresource of PodCertificateRequests
          get    | nodes/status           | ''      | n1       | -
          update | pods/ephemeralcontainers | a     | p        | -
          get    | pods/exec              | a       | p        | -
          get    | pods/log               | a       | p        | -
          update | pods                   | a       | p        | -
          deletecollection | pods         | a       | ''       | -
          watch  | pods                   | a       | p        | ALLOW
          watch  | pods                   | a       | q        | no relationship found between node 'n1' and this object
          """)
  void saysWhyNot(String verb, String resource, String namespace, String name, String expected) {
    String[] parts = resource.split("/", 2);
    int dot = parts[0].indexOf('.');
    String group = dot < 0 ? "" : parts[0].substring(dot + 1);
    String plural = dot < 0 ? parts[0] : parts[0].substring(0, dot);
    var decision =
        authorizer.authorize(
            Attributes.ofResource(
                User.of("system:node:n1", "system:nodes"),
                verb,
                group,
                parts.length > 1 ? plural + "/" + parts[1] : plural,
                namespace,
                name));
    String shown =
        decision.verdict() == Verdict.ALLOW
            ? "ALLOW"
            : decision.reason().isEmpty() ? "-" : decision.reason();
    assertThat(shown).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system:node:  | system:nodes  | unknown node for user "system:node:"
          system:node:n1 | people       | ''
          n1            | system:nodes  | ''
          """)
  void aNodeHasItsNameAndItsGroup(String name, String group, String reason) {
    var wanted = Attributes.ofResource(User.of(name, group), "get", "", "nodes", "", "n1");
    assertThat(authorizer.authorize(wanted))
        .isEqualTo(new Authorizer.Decision(Verdict.NO_OPINION, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods | spec.nodeName=n1 | true",
        "pods | spec.nodeName=n1,metadata.namespace!=x | true",
        "pods | spec.nodeName=n2 | false",
        "pods | spec.nodeName!=n1 | false",
        "pods | metadata.name=p | false",
        "resourceslices.resource.k8s.io | spec.nodeName=n1 | true",
        "resourceslices.resource.k8s.io | spec.nodeName=n2 | false",
        "resourceslices.resource.k8s.io | spec.driver=d | false",
        "podcertificaterequests.certificates.k8s.io | spec.nodeName=n1 | true",
        "podcertificaterequests.certificates.k8s.io | spec.nodeName=n2 | false",
      })
  void listsPodsOfTheNode(String resource, String selector, boolean allowed) {
    User node = User.of("system:node:n1", "system:nodes");
    String[] parts = resource.split("\\.", 2);
    String group = parts.length > 1 ? parts[1] : "";
    var wanted =
        new Attributes(node, "list", true, group, "v1", parts[0], "", "", "", "", selector, "");
    assertThat(authorizer.authorize(wanted).verdict() == Verdict.ALLOW).isEqualTo(allowed);
  }
}
