package k4j.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;
import k4j.apiserver.Api;
import k4j.apiserver.admission.plugin.RoleEscalation;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.EscalationCheck;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.negotiation.Shaper;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody with few rights tries every way around RBAC that a URL or a header may open.
///
/// Eve may get, list and watch pods in the namespace `a`, update (not create) pods and leases
/// there, watch the one secret `known`, and get `/version`.
class PrivilegeTest {

  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final Api API =
      new Api(builder ->
          builder
              .authorizer(reader -> AuthorizerChain.of(reader, new RbacRoles(reader), List.of()))
              .plugins(reader -> {
                var roles = new RbacRoles(reader);
                var chain = AuthorizerChain.of(reader, roles, List.of());
                return List.of(new RoleEscalation(new EscalationCheck(roles, chain)));
              }));
  private static final SSLContext TLS = TestTls.client();
  private static HttpsServer server;

  @BeforeAll
  static void start() {
    Authenticator byName =
        credentials ->
            switch (credentials.bearerToken()) {
              case "" -> new Authenticator.Result.NotMine();
              case "root" -> new Authenticator.Result.Known(User.of("root", User.MASTERS));
              default ->
                  new Authenticator.Result.Known(User.of(credentials.bearerToken(), "plain"));
            };
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(byName),
                API.server,
                new Shaper((_, metadata, items, _, _) -> metadata.with("rows", items.size())),
                _ -> {
                  throw new IOException("no nodes here");
                })
            .start();
    for (String namespace : List.of("a", "b")) {
      API.post("/api/v1/namespaces", "{'metadata':{'name':'" + namespace + "'}}");
      for (String name : List.of("known", "other")) {
        API.post(
            "/api/v1/namespaces/" + namespace + "/secrets",
            "{'metadata':{'name':'%s'},'stringData':{'k':'v'}}".formatted(name));
        API.post(
            "/api/v1/namespaces/" + namespace + "/pods",
            "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'i'}]}}"
                .formatted(name));
      }
    }
    API.post("/api/v1/nodes", "{'metadata':{'name':'n'}}");
    API.post(
        RBAC + "/namespaces/a/roles",
        """
        {'metadata':{'name':'eve'},'rules':[
         {'verbs':['get','list','watch','update','patch'],'apiGroups':[''],'resources':['pods']},
         {'verbs':['update','patch'],'apiGroups':['coordination.k8s.io'],'resources':['leases']},
         {'verbs':['create','update','patch'],'apiGroups':['rbac.authorization.k8s.io'],
          'resources':['roles','rolebindings']},
         {'verbs':['list','watch'],'apiGroups':[''],'resources':['secrets'],
          'resourceNames':['known']}]}\
        """);
    API.post(
        RBAC + "/namespaces/a/rolebindings",
        """
        {'metadata':{'name':'eve'},
         'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'eve'},
         'subjects':[{'kind':'User','name':'eve'}]}\
        """);
    API.post(
        RBAC + "/clusterroles",
        """
        {'metadata':{'name':'everything'},
         'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]}\
        """);
    API.post(
        RBAC + "/clusterroles",
        """
        {'metadata':{'name':'version'},
         'rules':[{'verbs':['get'],'nonResourceURLs':['/version','/logs/*']}]}\
        """);
    API.post(
        RBAC + "/clusterrolebindings",
        """
        {'metadata':{'name':'version'},
         'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'version'},
         'subjects':[{'kind':'User','name':'eve'}]}\
        """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static int code(String token, String method, String path, String headers, String body)
      throws IOException {
    return new RawHttps(TLS, server.port()).code(token, method, path, headers, body);
  }

  /// What eve gets, and what somebody gets who may do everything: no more than that the way leads
  /// nowhere.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET | /api/v1/namespaces/a/pods                                | 200 | 200
          GET | /api/v1/namespaces/a/pods/                               | 200 | 200
          GET | /api/v1/namespaces/a/pods/known                          | 200 | 200
          GET | /api/v1/namespaces/b/pods                                | 403 | 200
          GET | /api/v1/pods                                             | 403 | 200
          GET | /api/v1/namespaces/a/secrets                             | 403 | 200
          GET | /api/v1/namespaces/a/secrets/known                       | 403 | 200
          GET | //api/v1/namespaces/a/secrets                            | 403 | 404
          GET | /api//v1/namespaces/a/pods                               | 403 | 404
          GET | /api/v1//namespaces/a/pods                               | 403 | 404
          GET | /api/v1/namespaces//pods                                 | 403 | 200
          GET | /api/v1/namespaces/a//pods                               | 403 | 404
          GET | /api/v1/namespaces/a/pods//known                         | 403 | 404
          GET | /apis//v1/namespaces/a/pods                              | 404 | 404
          GET | /api/v1/namespaces/a/pods/../secrets                     | 403 | 404
          GET | /api/v1/namespaces/a/pods/..%2fsecrets                   | 403 | 404
          GET | /api/v1/namespaces/a/../b/pods                           | 403 | 404
          GET | /version/../api/v1/namespaces/b/secrets                  | 403 | 404
          GET | /logs/../api/v1/namespaces/b/secrets                     | 404 | 404
          GET | /logs/%2e%2e/api/v1/secrets                              | 404 | 404
          GET | /api/v1/namespaces/a%2fpods                              | 200 | 200
          GET | /api/v1/namespaces/a/pods%2f..%2f..%2fb%2fsecrets        | 403 | 404
          GET | /api/v1/namespaces/a/pods/%252e%252e                     | 400 | 400
          GET | /api/v1/namespaces/a/pods/%2e%2e                         | 400 | 400
          GET | /api/v1/namespaces/a%252fb/pods                          | 403 | 200
          GET | /api/v1/namespaces/b%2e/pods                             | 403 | 200
          GET | /api/v1/namespaces/a/pods;/../../b/secrets               | 403 | 404
          GET | /api/v1/namespaces/a;x/secrets                           | 403 | 200
          GET | /api/v1/namespaces/b/secrets;x=/a/pods                   | 403 | 404
          GET | /API/v1/namespaces/a/pods                                | 403 | 404
          GET | /api/V1/namespaces/a/pods                                | 404 | 404
          GET | /api/v1/namespaces/a/PODS                                | 403 | 404
          GET | /api/v1/Namespaces/a/pods                                | 403 | 404
          GET | /api/v1/namespaces/a/secrets?fieldSelector=metadata.name=known    | 200 | 200
          GET | /api/v1/namespaces/a/secrets?fieldSelector=metadata.name%3Dknown  | 200 | 200
          GET | /api/v1/namespaces/a/secrets?fieldSelector=metadata.name=other    | 403 | 200
          GET | /api/v1/namespaces/a/secrets?fieldSelector=metadata.name!=known   | 403 | 200
          GET | /api/v1/namespaces/a/secrets?labelSelector=metadata.name=known    | 403 | 200
          GET | /api/v1/namespaces/a/secrets/known?watch=true            | 403 | 200
          GET | /api/v1/namespaces/a/pods/known?watch=true               | 200 | 200
          GET | /api/v1/namespaces/b/pods?watch=true                     | 403 | 200
          GET | /api/v1/namespaces/b/pods?watch                          | 403 | 200
          GET | /api/v1/namespaces/b/pods?watch=1&watch=0                | 403 | 200
          GET | /api/v1/watch/namespaces/b/pods                          | 403 | 200
          GET | /api/v1/watch/namespaces/a/secrets                       | 403 | 200
          GET | /api/v1/watch/namespaces/a/secrets?fieldSelector=metadata.name=known | 403 | 200
          GET | /api/v1/watch/namespaces/a/secrets/other                 | 403 | 200
          GET | /api/v1/watch/secrets                                    | 403 | 200
          GET | /api/v1/proxy/namespaces/a/pods/known                    | 403 | 404
          GET | /api/v1/namespaces/a/pods/known/log                      | 403 | 204
          GET | /api/v1/namespaces/a/pods/known/exec?command=sh&stdout=1 | 403 | 400
          POST | /api/v1/namespaces/a/pods/known/exec?command=sh&stdout=1 | 403 | 400
          GET | /api/v1/namespaces/a/pods/known/portforward              | 403 | 400
          GET | /api/v1/namespaces/a/pods/known/proxy/api                | 403 | 400
          GET | /api/v1/namespaces/a/pods/known/status                   | 403 | 200
          GET | /api/v1/nodes/n/proxy/../../../secrets                   | 403 | 500
          GET | /api/v1/nodes/n/proxy                                    | 403 | 500
          HEAD | /api/v1/namespaces/b/pods                               | 403 | 405
          OPTIONS | /api/v1/namespaces/a/pods                            | 403 | 405
          TRACE | /api/v1/namespaces/a/pods                              | 403 | 405
          QUERY | /api/v1/namespaces/a/pods                              | 403 | 405
          get | /api/v1/namespaces/a/pods                                | 403 | 405
          GET | /version                                                 | 404 | 404
          GET | /version/                                                | 403 | 404
          POST | /version                                                | 403 | 404
          GET | /logs/x                                                  | 404 | 404
          GET | /LOGS/x                                                  | 403 | 404
          GET | /metrics                                                 | 403 | 200
          GET | /healthz                                                 | 200 | 200
          GET | /healthz/ping                                            | 403 | 200
          """)
  void everyWayIsChecked(String method, String path, int eve, int root) throws IOException {
    String query = path.contains("watch") ? (path.contains("?") ? "&" : "?") : "";
    String bounded = query.isEmpty() ? path : path + query + "timeoutSeconds=1";
    assertThat(code("eve", method, bounded, "", "")).as("eve").isEqualTo(eve);
    assertThat(code("root", method, bounded, "", "")).as("root").isEqualTo(root);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v1/namespaces/b/pods | X-HTTP-Method-Override: DELETE     | 403
          DELETE | /api/v1/namespaces/a/pods/known | X-HTTP-Method-Override: GET  | 403
          GET    | /api/v1/namespaces/b/pods | X-Original-URL: /healthz           | 403
          GET    | /api/v1/namespaces/b/pods | X-Remote-User: root                | 403
          GET    | /api/v1/namespaces/b/pods | X-Remote-Group: system:masters     | 403
          GET    | /api/v1/namespaces/b/pods | Impersonate-User: root             | 403
          GET    | /api/v1/namespaces/a/pods | Impersonate-User: eve              | 403
          GET    | /api/v1/namespaces/b/pods | Impersonate-Group: system:masters  | 400
          GET    | /api/v1/namespaces/b/pods | Impersonate-Uid: 1                 | 400
          GET    | /api/v1/namespaces/b/pods | Impersonate-Extra-Scopes: x        | 400
          GET    | /api/v1/namespaces/b/pods | impersonate-user: system:admin     | 403
          GET    | /healthz                  | Impersonate-User: system:anonymous | 403
          GET    | /api/v1/namespaces/b/pods | X-HTTP-Method: LIST                | 403
          POST   | /api/v1/namespaces/a/pods/known | X-HTTP-Method-Override: GET  | 403
          POST   | /api/v1/namespaces/a/pods/known?_method=GET | X-A: b           | 403
          GET    | /api/v1/namespaces/b/pods | X-Rewrite-URL: /api/v1/namespaces/a/pods  | 403
          GET    | /api/v1/namespaces/b/pods | X-Forwarded-Uri: /healthz          | 403
          GET    | /api/v1/namespaces/b/pods | X-Forwarded-User: root             | 403
          GET    | /api/v1/namespaces/b/pods | Forwarded: for=127.0.0.1           | 403
          GET    | /api/v1/namespaces/b/pods | X-Remote-Uid: 0                    | 403
          GET    | /api/v1/namespaces/b/pods | X-Remote-Extra-Scopes: all         | 403
          GET    | /api/v1/namespaces/b/pods | Authorization: Bearer root         | 403
          GET    | /api/v1/namespaces/b/pods | Host: y                            | 400
          """)
  void noHeaderGivesRights(String method, String path, String header, int code) throws IOException {
    assertThat(code("eve", method, path, header + "\r\n", "")).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST  | a/pods             |       | {'metadata':{'name':'x'},'spec':{'containers':[{'name':'c','image':'i'}]}} | 403
          PUT   | a/pods/x           |       | {'metadata':{'name':'x'},'spec':{'containers':[{'name':'c','image':'i'}]}} | 404
          PUT   | a/leases/x         |       | {'metadata':{'name':'x'}} | 403
          PATCH | a/leases/x         | apply | {'apiVersion':'coordination.k8s.io/v1','kind':'Lease','metadata':{'name':'x'}} | 403
          PATCH | a/pods/x           | apply | {'apiVersion':'v1','kind':'Pod','metadata':{'name':'x'},'spec':{'containers':[{'name':'c','image':'i'}]}} | 403
          PATCH | a/pods/known       | merge | {'metadata':{'namespace':'b','labels':{'x':'y'}}} | 400
          PUT   | a/pods/known       |       | {'metadata':{'name':'known','namespace':'b'},'spec':{}} | 400
          PUT   | a/pods/known/status |      | {'metadata':{'name':'known'}} | 403
          PATCH | a/pods/known/status | merge | {'status':{}} | 403
          POST  | a/pods/known/binding |     | {'target':{'name':'n'}} | 403
          POST  | a/bindings         |       | {'metadata':{'name':'known'},'target':{'name':'n'}} | 403
          POST  | a/pods/known/eviction |    | {'metadata':{'name':'known'}} | 403
          POST  | a/serviceaccounts/default/token | | {} | 403
          DELETE | a/pods            |       | | 403
          DELETE | a/pods/known      |       | | 403
          POST  | a/roles            |       | {'metadata':{'name':'more'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['secrets']}]} | 403
          POST  | a/roles            |       | {'metadata':{'name':'less'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]} | 201
          PATCH | a/roles/eve        | merge | {'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]} | 403
          PATCH | a/roles/forced     | apply | {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'Role','metadata':{'name':'forced'},'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]} | 403
          POST  | a/rolebindings     |       | {'metadata':{'name':'more'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'everything'},'subjects':[{'kind':'User','name':'eve'}]} | 403
          POST  | a/rolebindings     |       | {'metadata':{'name':'less'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'eve'},'subjects':[{'kind':'User','name':'friend'}]} | 201
          """)
  void nothingIsWrittenThatMayNotBe(
      String method, String below, String patch, String body, int code) throws IOException {
    String kind = below.split("/")[1];
    String prefix =
        switch (kind) {
          case "leases" -> "/apis/coordination.k8s.io/v1";
          case "roles", "rolebindings" -> RBAC;
          default -> "/api/v1";
        };
    String type =
        patch == null
            ? "application/json"
            : patch.equals("apply")
                ? "application/apply-patch+yaml"
                : "application/merge-patch+json";
    String path =
        prefix + "/namespaces/" + below + ("apply".equals(patch) ? "?fieldManager=t" : "");
    String header = "Content-Type: " + type + "\r\n";
    assertThat(code("eve", method, path, header, body == null ? "" : body)).isEqualTo(code);
  }
}
