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
                'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'claim'}},
                 {'name':'q','projected':{'sources':[{'secret':{'name':'proj'}}]}}]}}\
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
               'csi':{'nodeStageSecretRef':{'name':'stage','namespace':'storage'}}}}\
              """);

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods | spec.nodeName=n1 | true",
        "pods | spec.nodeName=n1,metadata.namespace!=x | true",
        "pods | spec.nodeName=n2 | false",
        "pods | spec.nodeName!=n1 | false",
      })
  void listsPodsOfTheNode(String resource, String selector, boolean allowed) {
    User node = User.of("system:node:n1", "system:nodes");
    var wanted =
        new Attributes(node, "list", true, "", "v1", resource, "", "", "", "", selector, "");
    assertThat(authorizer.authorize(wanted).verdict() == Verdict.ALLOW).isEqualTo(allowed);
  }
}
