package k4j.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import k4j.apiserver.Api;
import k4j.apiserver.admission.node.NodeRestriction;
import k4j.apiserver.admission.plugin.RoleEscalation;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.CertificateAuthenticator;
import k4j.apiserver.authentication.FrontProxyAuthenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.EscalationCheck;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.bootstrap.DefaultRoles;
import k4j.apiserver.negotiation.Shaper;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways around the authorizers by the form of a request, by acting as others, by roles, and by a
/// node that leaves its bounds.
///
/// Mallory may get and list pods in `a`, create and bind some roles, and act as the user `friend`,
/// as the group `crew` and as the service account `a/bot`. The token `node` is the node `n1`.
class PrivilegeTricksTest {

  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String CORE = "/api/v1";
  private static final String PODS = CORE + "/namespaces/a/pods";
  private static final Api API =
      new Api(builder ->
          builder
              .authorizer(reader ->
                  AuthorizerChain.of(reader, new RbacRoles(reader), DefaultRoles.nodeRules()))
              .plugins(reader -> {
                var roles = new RbacRoles(reader);
                var chain = AuthorizerChain.of(reader, roles, DefaultRoles.nodeRules());
                return List.of(
                    new NodeRestriction(reader, chain),
                    new RoleEscalation(new EscalationCheck(roles, chain)));
              }));
  private static HttpsServer server;
  private static RawHttps raw;

  @BeforeAll
  static void start() {
    Authenticator byName =
        credentials ->
            switch (credentials.bearerToken()) {
              case "" -> new Authenticator.Result.NotMine();
              case "root" -> new Authenticator.Result.Known(User.of("root", User.MASTERS));
              case "node" ->
                  new Authenticator.Result.Known(User.of("system:node:n1", "system:nodes"));
              default ->
                  new Authenticator.Result.Known(User.of(credentials.bearerToken(), "plain"));
            };
    var authorities = TestTls.clientAuthorities();
    InstantSource clock = () -> authorities.getFirst().getNotBefore().toInstant().plusSeconds(1);
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(
                    new FrontProxyAuthenticator(
                        () -> authorities, List.of("front-proxy-client"), clock),
                    new CertificateAuthenticator(() -> authorities, clock),
                    byName),
                API.server,
                new Shaper((_, metadata, _, _, _) -> metadata),
                _ -> {
                  throw new IOException("no nodes here");
                })
            .start();
    raw = new RawHttps(TestTls.anonymous(), server.port());
    for (String namespace : List.of("a", "b", "kube-node-lease")) {
      API.post(CORE + "/namespaces", "{'metadata':{'name':'" + namespace + "'}}");
    }
    for (String node : List.of("n1", "n2")) {
      API.post(CORE + "/nodes", "{'metadata':{'name':'" + node + "'}}");
      pod(node);
      API.post(
          "/apis/storage.k8s.io/v1/csinodes",
          "{'metadata':{'name':'%s'},'spec':{'drivers':[]}}".formatted(node));
      API.post(
          "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
          "{'metadata':{'name':'%s'},'spec':{'holderIdentity':'h'}}".formatted(node));
      API.post(
          "/apis/resource.k8s.io/v1/resourceslices",
          """
          {'metadata':{'name':'%1$s'},'spec':{'driver':'d.example','nodeName':'%1$s',
           'pool':{'name':'p','generation':1,'resourceSliceCount':1},'devices':[{'name':'x'}]}}\
          """
              .formatted(node));
    }
    roles();
  }

  private static void pod(String node) {
    for (String kind : List.of("secrets", "configmaps", "serviceaccounts")) {
      API.post(CORE + "/namespaces/a/" + kind, "{'metadata':{'name':'of-%s'}}".formatted(node));
    }
    API.post(
        PODS,
        """
        {'metadata':{'name':'p-%1$s'},'spec':{'nodeName':'%1$s','serviceAccountName':'of-%1$s',
         'containers':[{'name':'c','image':'i','envFrom':[{'secretRef':{'name':'of-%1$s'}},
          {'configMapRef':{'name':'of-%1$s'}}]}]}}\
        """
            .formatted(node));
  }

  private static void roles() {
    API.post(
        RBAC + "/clusterroles",
        """
        {'metadata':{'name':'mallory'},'rules':[
         {'verbs':['impersonate'],'apiGroups':[''],'resources':['users'],
          'resourceNames':['friend']},
         {'verbs':['impersonate'],'apiGroups':[''],'resources':['groups'],
          'resourceNames':['crew']},
         {'verbs':['impersonate'],'apiGroups':[''],'resources':['serviceaccounts'],
          'resourceNames':['bot']},
         {'verbs':['create','update','patch'],'apiGroups':['rbac.authorization.k8s.io'],
          'resources':['clusterroles','clusterrolebindings']},
         {'verbs':['bind'],'apiGroups':['rbac.authorization.k8s.io'],
          'resources':['clusterroles'],'resourceNames':['bindable']},
         {'verbs':['list','watch'],'apiGroups':[''],'resources':['secrets'],
          'resourceNames':['of-n1']}]}\
        """);
    API.post(
        RBAC + "/clusterroles",
        "{'metadata':{'name':'bindable'},'rules':[{'verbs':['get'],'apiGroups':[''],"
            + "'resources':['nodes']}]}");
    API.post(
        RBAC + "/clusterroles",
        "{'metadata':{'name':'everything'},'rules':[{'verbs':['*'],'apiGroups':['*'],"
            + "'resources':['*']}]}");
    API.post(
        RBAC + "/clusterrolebindings",
        """
        {'metadata':{'name':'mallory'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io',
          'kind':'ClusterRole','name':'mallory'},
         'subjects':[{'kind':'User','name':'mallory'}]}\
        """);
    API.post(
        RBAC + "/namespaces/a/roles",
        "{'metadata':{'name':'pods'},'rules':[{'verbs':['get','list'],'apiGroups':[''],"
            + "'resources':['pods']}]}");
    API.post(
        RBAC + "/namespaces/a/rolebindings",
        """
        {'metadata':{'name':'pods'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io',
          'kind':'Role','name':'pods'},'subjects':[{'kind':'User','name':'mallory'},
          {'kind':'Group','name':'crew'},{'kind':'User','name':'friend'}]}\
        """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static int code(String token, String method, String path, String headers, String body)
      throws IOException {
    return raw.code(token, method, path, headers, body == null ? "" : body);
  }

  /// An absolute form names the same place as the path in it; another host changes nothing.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET | https://x/api/v1/namespaces/a/pods          | 200
          GET | https://x/api/v1/namespaces/b/pods          | 403
          GET | http://x/api/v1/namespaces/b/pods           | 403
          GET | https://x/api/v1/namespaces/a/pods/../../b/pods | 403
          GET | https://x@y/api/v1/namespaces/b/pods        | 400
          GET | https://127.0.0.1/api/v1/namespaces/b/pods  | 400
          GET | api/v1/namespaces/b/pods                    | 400
          GET | /api/v1/namespaces/b/pods#/../a/pods        | 400
          GET | /api/v1/namespaces/b/pods?/api/v1/namespaces/a/pods | 403
          GET | /api/v1/namespaces/b/pods?namespace=a       | 403
          GET | /api/v1/namespaces/a/pods%00/../../b/pods   | 400
          GET | /api/v1/namespaces/b%00/pods                | 400
          GET | /api/v1/namespaces/b%0d%0ax:%20y/pods       | 403
          GET | /api/v1/namespaces/%c0%ae%c0%ae/b/pods      | 400
          GET | /api/v1/namespaces/a/pods/%2e%2e%2f%2e%2e%2fb%2fpods | 403
          GET | /api/v1/namespaces/a/..;/b/pods             | 403
          GET | *                                           | 400
          CONNECT | /api/v1/namespaces/b/pods               | 400
          PRI | *                                           | 400
          """)
  void theFormOfATargetOpensNothing(String method, String target, int code) throws IOException {
    int answer = code("mallory", method, target, "", "");
    if (code == 400) {
      assertThat(answer).isBetween(400, 404);
    } else {
      assertThat(answer).isEqualTo(code);
    }
  }

  /// What a proxy and the server may read in two ways is no request, or one that is refused; what
  /// is hidden in its body is never answered as another request.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: 44\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "Content-Length: +0\r\n",
        "Content-Length: 0x0\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0,0\r\n",
        "X: y\rContent-Length: 0\r\n",
        "X\u0000: y\r\n",
      })
  void noRequestHidesInAnother(String framing) throws IOException {
    String answer =
        raw.all(
            "GET /api/v1/namespaces/b/pods HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mallory\r\n"
                + framing
                + "\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer root\r\n\r\n");
    assertThat(answer).matches(text -> text.startsWith("HTTP/1.1 4"), "refused: " + answer);
    assertThat(answer.split("HTTP/1\\.1 200", -1)).as(answer).hasSizeLessThanOrEqualTo(1);
  }

  /// Acting as others takes the right to each part of whom one acts as.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Impersonate-User: friend                                                     | 200
          Impersonate-User: friend;Impersonate-Group: crew                             | 200
          Impersonate-User: friend;Impersonate-Group: crew;Impersonate-Group: system:masters | 403
          Impersonate-User: friend;Impersonate-Group: system:masters                   | 403
          Impersonate-User: friend;Impersonate-Uid: 1                                  | 403
          Impersonate-User: friend;Impersonate-Extra-Scopes: all                       | 403
          Impersonate-User: friend;Impersonate-Extra-a%2fb: all                        | 403
          Impersonate-User: root                                                       | 403
          Impersonate-User: system:admin                                               | 403
          Impersonate-User: system:node:n1                                             | 403
          Impersonate-User: system:node:n1;Impersonate-Group: system:nodes             | 403
          Impersonate-User: system:serviceaccount:kube-system:admin                    | 403
          Impersonate-User: system:serviceaccount:a:other                              | 403
          Impersonate-User: system:serviceaccount:a:bot:x                              | 403
          Impersonate-User: friend;Impersonate-User: root                              | 200
          Impersonate-Group: crew                                                      | 400
          Impersonate-User:;Impersonate-Group: crew                                    | 400
          IMPERSONATE-USER: root                                                       | 403
          Impersonate-Foo: bar                                                         | 200
          """)
  void actingAsOthersTakesEachRight(String headers, int code) throws IOException {
    String lines = headers.replace(";", "\r\n") + "\r\n";
    assertThat(code("mallory", "GET", PODS, lines, "")).isEqualTo(code);
  }

  /// A selector is a right only as long as it says exactly what the rule says. Two names are what
  /// no object has.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metadata.name=of-n1                       | 200
          metadata.name==of-n1                      | 200
          metadata.name=of-n1,metadata.namespace=a  | 200
          metadata.name=of-n2                       | 403
          metadata.name!=of-n2                      | 403
          metadata.name=of-n1,metadata.name=of-n2   | 200
          metadata.namespace=a                      | 403
          metadata.name=                            | 403
          metadata.name=of%5Cn1                     | 403
          """)
  void aSelectorNarrowsExactly(String selector, int code) throws IOException {
    String path = CORE + "/namespaces/a/secrets?fieldSelector=" + selector;
    int answer = code("mallory", "GET", path, "", "");
    assertThat(answer).isIn(code, code == 403 ? 400 : code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST  | clusterroles | {'metadata':{'name':'x'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'b'}}]}} | 403
          POST  | clusterroles | {'metadata':{'name':'x'},'aggregationRule':{'clusterRoleSelectors':[{}]},'rules':[]} | 403
          POST  | clusterroles | {'metadata':{'name':'x','labels':{'rbac.authorization.k8s.io/aggregate-to-edit':'true'}},'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]} | 403
          PATCH | clusterroles/mallory | {'aggregationRule':{'clusterRoleSelectors':[{}]}} | 403
          PATCH | clusterroles/mallory | {'rules':[{'verbs':['escalate'],'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles']}]} | 403
          PATCH | clusterroles/bindable | {'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]} | 403
          PATCH | clusterroles/bindable | {'metadata':{'labels':{'a':'b'}}} | 403
          POST  | clusterroles | {'metadata':{'name':'x'},'rules':[{'verbs':['impersonate'],'apiGroups':[''],'resources':['groups']}]} | 403
          POST  | clusterroles | {'metadata':{'name':'x'},'rules':[{'verbs':['get'],'nonResourceURLs':['*']}]} | 403
          POST  | clusterrolebindings | {'metadata':{'name':'x'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'everything'},'subjects':[{'kind':'User','name':'mallory'}]} | 403
          POST  | clusterrolebindings | {'metadata':{'name':'x'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'not-yet'},'subjects':[{'kind':'User','name':'mallory'}]} | 404
          POST  | clusterrolebindings | {'metadata':{'name':'y'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'bindable'},'subjects':[{'kind':'User','name':'pal'}]} | 201
          PATCH | clusterrolebindings/mallory | {'roleRef':{'name':'everything'}} | 403
          """)
  void noRoleGivesMoreThanItsMakerHas(String method, String path, String body, int code)
      throws IOException {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    String headers = "Content-Type: " + type + "\r\n";
    int answer = code("mallory", method, RBAC + "/" + path, headers, body);
    assertThat(answer).isIn(code, code == 403 ? 422 : code);
  }

  /// What the node `n1` gets; `-M` stands for a merge patch.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v1/nodes/n1                  | | 200
          GET    | /api/v1/nodes/n2                  | | 403
          GET    | /api/v1/nodes                     | | 403
          GET    | /api/v1/nodes?fieldSelector=metadata.name%3Dn1 | | 200
          GET    | /api/v1/nodes?fieldSelector=metadata.name%3Dn2 | | 403
          GET    | /api/v1/namespaces/a/pods/p-n1    | | 200
          GET    | /api/v1/namespaces/a/pods/p-n2    | | 403
          GET    | /api/v1/pods                      | | 403
          GET    | /api/v1/pods?fieldSelector=spec.nodeName%3Dn1 | | 200
          GET    | /api/v1/pods?fieldSelector=spec.nodeName%3Dn2 | | 403
          GET    | /api/v1/pods?fieldSelector=spec.nodeName!%3Dn2 | | 403
          GET    | /api/v1/pods?labelSelector=spec.nodeName%3Dn1 | | 403
          GET    | /api/v1/namespaces/a/secrets/of-n1 | | 200
          GET    | /api/v1/namespaces/a/secrets/of-n2 | | 403
          GET    | /api/v1/namespaces/a/secrets      | | 403
          GET    | /api/v1/secrets?fieldSelector=metadata.name%3Dof-n1 | | 403
          GET    | /api/v1/namespaces/a/secrets?fieldSelector=metadata.name%3Dof-n2 | | 403
          GET    | /api/v1/namespaces/a/configmaps/of-n1 | | 200
          GET    | /api/v1/namespaces/a/configmaps/of-n2 | | 403
          PUT    | /api/v1/namespaces/a/secrets/of-n1 | {'metadata':{'name':'of-n1'}} | 403
          DELETE | /api/v1/namespaces/a/secrets/of-n1 | | 403
          GET    | /api/v1/namespaces/a/serviceaccounts/of-n1 | | 200
          GET    | /api/v1/namespaces/a/serviceaccounts/of-n2 | | 403
          POST   | /api/v1/namespaces/a/serviceaccounts/of-n2/token | {} | 403
          -M     | /api/v1/nodes/n1                  | {'metadata':{'labels':{'kubernetes.io/os':'linux','mine':'x'}}} | 200
          -M     | /api/v1/nodes/n1                  | {'metadata':{'labels':{'node-restriction.kubernetes.io/tier':'gold'}}} | 403
          -M     | /api/v1/nodes/n1/status           | {'metadata':{'labels':{'node-role.kubernetes.io/control-plane':''}}} | 403
          -M     | /api/v1/nodes/n1                  | {'spec':{'taints':[{'key':'k','effect':'NoSchedule'}]}} | 403
          -M     | /api/v1/nodes/n1                  | {'metadata':{'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n2','uid':'u'}]}} | 403
          -M     | /api/v1/nodes/n2                  | {'metadata':{'labels':{'mine':'x'}}} | 403
          -M     | /api/v1/nodes/n2/status           | {'status':{'nodeInfo':{'architecture':'x'}}} | 403
          DELETE | /api/v1/nodes/n1                  | | 403
          DELETE | /api/v1/nodes/n2                  | | 403
          POST   | /api/v1/nodes                     | {'metadata':{'name':'n3'}} | 403
          POST   | /api/v1/namespaces/a/pods         | {'metadata':{'name':'m'},'spec':{'nodeName':'n1','containers':[{'name':'c','image':'i'}]}} | 403
          POST   | /api/v1/namespaces/a/pods         | {'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n2','containers':[{'name':'c','image':'i'}]}} | 403
          POST   | /api/v1/namespaces/a/pods         | {'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n1','serviceAccountName':'of-n2','containers':[{'name':'c','image':'i'}]}} | 403
          -M     | /api/v1/namespaces/a/pods/p-n1    | {'metadata':{'labels':{'a':'b'}}} | 403
          -M     | /api/v1/namespaces/a/pods/p-n1/ephemeralcontainers | {'spec':{'ephemeralContainers':[{'name':'e','image':'i'}]}} | 403
          -M     | /api/v1/namespaces/a/pods/p-n1/resize | {'spec':{}} | 403
          -M     | /api/v1/namespaces/a/pods/p-n1/status | {'status':{'phase':'Running'}} | 200
          -M     | /api/v1/namespaces/a/pods/p-n1/status | {'metadata':{'labels':{'a':'b'}}} | 403
          -M     | /api/v1/namespaces/a/pods/p-n2/status | {'status':{'phase':'Failed'}} | 403
          DELETE | /api/v1/namespaces/a/pods/p-n2    | | 403
          DELETE | /api/v1/namespaces/a/pods         | | 403
          POST   | /api/v1/namespaces/a/pods/p-n2/eviction | {'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'p-n2'}} | 403
          POST   | /api/v1/namespaces/a/pods/p-n1/binding | {'target':{'name':'n1'}} | 403
          POST   | /api/v1/namespaces/a/pods/p-n1/exec?command=sh&stdout=true | | 403
          GET    | /api/v1/namespaces/a/pods/p-n1/log | | 403
          GET    | /api/v1/nodes/n2/proxy/pods       | | 403
          GET    | /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1 | | 200
          GET    | /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2 | | 403
          -M     | /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2 | {'spec':{'holderIdentity':'me'}} | 403
          POST   | /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases | {'metadata':{'name':'n3'}} | 403
          POST   | /apis/coordination.k8s.io/v1/namespaces/a/leases | {'metadata':{'name':'n1'}} | 403
          GET    | /apis/storage.k8s.io/v1/csinodes/n1 | | 200
          GET    | /apis/storage.k8s.io/v1/csinodes/n2 | | 403
          DELETE | /apis/storage.k8s.io/v1/csinodes/n2 | | 403
          POST   | /apis/storage.k8s.io/v1/csinodes  | {'metadata':{'name':'n3'},'spec':{'drivers':[]}} | 403
          GET    | /apis/resource.k8s.io/v1/resourceslices/n1 | | 200
          GET    | /apis/resource.k8s.io/v1/resourceslices/n2 | | 403
          GET    | /apis/resource.k8s.io/v1/resourceslices | | 403
          DELETE | /apis/resource.k8s.io/v1/resourceslices?fieldSelector=spec.nodeName%3Dn2 | | 403
          DELETE | /apis/resource.k8s.io/v1/resourceslices/n2 | | 403
          GET    | /apis/resource.k8s.io/v1/resourceslices?fieldSelector=spec.nodeName%3Dn1 | | 200
          POST   | /apis/resource.k8s.io/v1/resourceslices | {'metadata':{'name':'s'},'spec':{'driver':'d.example','nodeName':'n2','pool':{'name':'p','generation':1,'resourceSliceCount':1}}} | 403
          GET    | /apis/rbac.authorization.k8s.io/v1/clusterroles | | 403
          GET    | /api/v1/namespaces/a/pods/p-n1/proxy/ | | 403
          """)
  void aNodeStaysWithinItsBounds(String method, String path, String body, int code)
      throws IOException {
    boolean patch = method.equals("-M");
    String type = patch ? "application/merge-patch+json" : "application/json";
    String verb = patch ? "PATCH" : method;
    assertThat(code("node", verb, path, "Content-Type: " + type + "\r\n", body)).isEqualTo(code);
  }

  /// Alice, who may do everything, is no front proxy: she stays who she is, and nobody's headers
  /// count without a certificate.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | X-Remote-User: weak                                | 200
          false | X-Remote-User: root;X-Remote-Group: system:masters | 403
          """)
  void onlyAFrontProxySaysOnWhoseBehalfItAsks(boolean certificate, String headers, int code)
      throws IOException {
    var client = new RawHttps(certificate ? TestTls.client() : TestTls.anonymous(), server.port());
    String answer =
        client.all(
            "GET /api/v1/namespaces/b/pods HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + headers.replace(";", "\r\n")
                + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + code);
  }
}
