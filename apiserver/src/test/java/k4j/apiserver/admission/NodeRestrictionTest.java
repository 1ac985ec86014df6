package k4j.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.admission.node.NodeRestriction;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRestrictionTest {

  private static final User NODE = User.of("system:node:n1", "system:nodes");

  private final MapReader reader =
      new MapReader()
          .with(Resources.NODES, "{'metadata':{'name':'n1','uid':'node-1'}}")
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'mine','namespace':'ns','uid':'pod-1'},
               'spec':{'nodeName':'n1','volumes':[{'projected':{'sources':[
                {'serviceAccountToken':{'path':'token'}}]}}]}}\
              """)
          .with(
              Resources.PODS,
              """
              {'metadata':{'name':'other','namespace':'ns','uid':'pod-2'},
               'spec':{'nodeName':'n2'}}\
              """);
  private final NodeRestriction plugin = new NodeRestriction(reader, _ -> Decision.NO_OPINION);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // operation | resource | subresource | object | old | end of the refusal
        "CREATE | nodes | `` | {'metadata':{'name':'n1'}} | {} | ``",
        "CREATE | nodes | `` | {'metadata':{'name':'n2'}} | {} |"
            + " node \"n1\" is not allowed to modify node \"n2\"",
        "CREATE | nodes | `` | {'metadata':{'name':'n1','labels':{'kubernetes.io/hostname':'h',"
            + "'node-role.kubernetes.io/control-plane':''}}} | {} | node \"n1\" is not allowed to"
            + " set the following labels: node-role.kubernetes.io/control-plane",
        "UPDATE | nodes | `` | {'metadata':{'name':'n1'},'spec':{'taints':[]}} |"
            + " {'metadata':{'name':'n1'},'spec':{'taints':[{'key':'a'}]}} |"
            + " node \"n1\" is not allowed to modify taints",
        "UPDATE | nodes | status | {'metadata':{'name':'n1','labels':{'x.kubernetes.io/a':'b'}}} |"
            + " {'metadata':{'name':'n1'}} | is not allowed to modify labels: x.kubernetes.io/a",
        "CREATE | pods | `` | {'metadata':{'name':'p'},'spec':{'nodeName':'n1'}} | {} | pod does"
            + " not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only create"
            + " mirror pods",
        "CREATE | pods | `` | {'metadata':{'name':'p','annotations':"
            + "{'kubernetes.io/config.mirror':'x'},'ownerReferences':[{'apiVersion':'v1',"
            + "'kind':'Node','name':'n1','uid':'node-1','controller':true}]},"
            + "'spec':{'nodeName':'n1'}} | {} | ``",
        "CREATE | pods | `` | {'metadata':{'name':'p','annotations':"
            + "{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n1'}} | {} |"
            + " node \"n1\" can only create pods with an owner reference set to itself",
        "DELETE | pods | `` | {} | {'metadata':{'name':'other'},'spec':{'nodeName':'n2'}} |"
            + " node \"n1\" can only delete pods with spec.nodeName set to itself",
        "DELETE | pods | `` | {} | {'metadata':{'name':'mine'},'spec':{'nodeName':'n1'}} | ``",
        "UPDATE | pods | status | {'metadata':{'name':'other'}} |"
            + " {'metadata':{'name':'other'},'spec':{'nodeName':'n2'}} | node \"n1\" can only"
            + " update pod status for pods with spec.nodeName set to itself",
        "CREATE | pods | eviction | {'metadata':{'name':'other'}} | {} |"
            + " node n1 can only evict pods with spec.nodeName set to itself",
        "CREATE | serviceaccounts | token | {'metadata':{'name':'sa'},'spec':{}} | {} |"
            + " node requested token not bound to a pod",
        "CREATE | serviceaccounts | token | {'metadata':{'name':'sa'},'spec':{'boundObjectRef':"
            + "{'apiVersion':'v1','kind':'Pod','name':'mine','uid':'pod-1'}}} | {} | ``",
        "CREATE | serviceaccounts | token | {'metadata':{'name':'sa'},'spec':{'audiences':"
            + "['vault'],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'mine',"
            + "'uid':'pod-1'}}} | {} | audience \"vault\" not found in pod spec volume,"
            + " system:node:n1 is not authorized to request tokens for this audience",
        "CREATE | serviceaccounts | token | {'metadata':{'name':'sa'},'spec':{'boundObjectRef':"
            + "{'apiVersion':'v1','kind':'Pod','name':'other','uid':'pod-2'}}} | {} | node"
            + " requested token bound to a pod scheduled on a different node",
      })
  void decides(
      Operation operation,
      String plural,
      String subresource,
      String object,
      String old,
      String refusal) {
    AdmissionRequest request =
        Requests.request(
            NODE,
            operation,
            new ResourceName("", "v1", plural),
            subresource,
            MapReader.json(object),
            MapReader.json(old));
    if (refusal == null || refusal.isEmpty()) {
      Requests.admit(plugin, request);
    } else {
      assertThatThrownBy(() -> Requests.admit(plugin, request)).hasMessageEndingWith(refusal);
    }
  }

  @ParameterizedTest
  @CsvSource({"kubernetes-admin", "system:serviceaccount:ns:sa"})
  void othersAreFree(String user) {
    AdmissionRequest request =
        Requests.request(
            User.of(user),
            Operation.CREATE,
            Resources.NODES,
            "",
            MapReader.json("{'metadata':{'name':'n2'}}"),
            JsonObject.EMPTY);
    assertThat(plugin.handles(request)).isFalse();
  }
}
