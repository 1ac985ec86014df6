package k4j.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Verdict;
import org.junit.jupiter.api.Test;

class RbacAuthorizerTest {

  private final MapReader reader =
      new MapReader()
          .with(
              Resources.CLUSTER_ROLES,
              """
              {'metadata':{'name':'view-pods','labels':{'to-view':'true'}},
               'rules':[{'verbs':['get','list'],'apiGroups':[''],'resources':['pods']}]}\
              """)
          .with(
              Resources.CLUSTER_ROLES,
              """
              {'metadata':{'name':'all-views'},
               'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to-view':'true'}}]}}\
              """)
          .with(
              Resources.CLUSTER_ROLES,
              """
              {'metadata':{'name':'round','labels':{'to-view':'true','to-more':'true'}},
               'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to-more':'true'}}]}}\
              """)
          .with(
              Resources.CLUSTER_ROLES,
              """
              {'metadata':{'name':'view-nodes','labels':{'to-more':'true'}},
               'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['nodes']}]}\
              """)
          .with(
              Resources.ROLES,
              """
              {'metadata':{'name':'writer','namespace':'shop'},
               'rules':[{'verbs':['*'],'apiGroups':['apps'],'resources':['deployments']}]}\
              """)
          .with(
              Resources.CLUSTER_ROLE_BINDINGS,
              """
              {'metadata':{'name':'viewers'},
               'roleRef':{'kind':'ClusterRole','name':'all-views'},
               'subjects':[{'kind':'Group','name':'team'},
                           {'kind':'ServiceAccount','name':'robot','namespace':'shop'}]}\
              """)
          .with(
              Resources.ROLE_BINDINGS,
              """
              {'metadata':{'name':'writers','namespace':'shop'},
               'roleRef':{'kind':'Role','name':'writer'},
               'subjects':[{'kind':'User','name':'ann'},{'kind':'ServiceAccount','name':'robot'}]}\
              """)
          .with(
              Resources.ROLE_BINDINGS,
              """
              {'metadata':{'name':'broken','namespace':'shop'},
               'roleRef':{'kind':'ClusterRole','name':'gone'},
               'subjects':[{'kind':'User','name':'eve'}]}\
              """);

  private final RbacRoles roles = new RbacRoles(reader);
  private final AuthorizerChain chain = AuthorizerChain.of(reader, roles, List.of());

  private Authorizer.Decision ask(User user, String verb, String group, String what, String where) {
    return chain.authorize(Attributes.ofResource(user, verb, group, what, where, ""));
  }

  @Test
  void saysWhichBindingAllows() {
    User robot = User.of("system:serviceaccount:shop:robot");
    assertThat(ask(User.of("bob", "team"), "list", "", "pods", "any"))
        .isEqualTo(
            new Authorizer.Decision(
                Verdict.ALLOW,
                "RBAC: allowed by ClusterRoleBinding \"viewers\" of ClusterRole \"all-views\" to"
                    + " Group \"team\""));
    assertThat(ask(robot, "list", "", "pods", "").reason())
        .endsWith("to ServiceAccount \"robot/shop\"");
    assertThat(ask(robot, "create", "apps", "deployments", "shop").reason())
        .isEqualTo(
            "RBAC: allowed by RoleBinding \"writers/shop\" of Role \"writer\" to ServiceAccount"
                + " \"robot/shop\"");
    assertThat(ask(User.of("ann"), "create", "apps", "deployments", "shop").verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  void rolesCollectFromRolesThatCollect() {
    assertThat(ask(User.of("bob", "team"), "get", "", "nodes", "").verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  void allowsNothingElse() {
    assertThat(ask(User.of("ann"), "create", "apps", "deployments", "other"))
        .isEqualTo(Authorizer.Decision.NO_OPINION);
    assertThat(ask(User.of("ann"), "create", "apps", "deployments", "").verdict())
        .isEqualTo(Verdict.NO_OPINION);
    assertThat(ask(User.of("bob", "team"), "delete", "", "pods", "any").verdict())
        .isEqualTo(Verdict.NO_OPINION);
    assertThat(ask(User.of("eve"), "get", "", "pods", "shop").reason())
        .isEqualTo("RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found");
  }

  @Test
  void mastersMayDoAllAndEverybodyMayAskForHealth() {
    assertThat(ask(User.of("root", User.MASTERS), "x", "y", "z", "").verdict())
        .isEqualTo(Verdict.ALLOW);
    for (String path : List.of("/healthz", "/livez", "/readyz")) {
      assertThat(chain.authorize(Attributes.ofPath(User.of("nobody"), "get", path)).verdict())
          .isEqualTo(Verdict.ALLOW);
    }
    assertThat(chain.authorize(Attributes.ofPath(User.of("nobody"), "get", "/metrics")).verdict())
        .isEqualTo(Verdict.NO_OPINION);
  }

  @Test
  void seesChangesAtOnce() {
    assertThat(ask(User.of("new"), "get", "", "pods", "shop").verdict())
        .isEqualTo(Verdict.NO_OPINION);
    reader.with(
        Resources.ROLE_BINDINGS,
        """
        {'metadata':{'name':'more','namespace':'shop'},
         'roleRef':{'kind':'ClusterRole','name':'view-pods'},
         'subjects':[{'kind':'User','name':'new'}]}\
        """);
    assertThat(ask(User.of("new"), "get", "", "pods", "shop").verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void refusesInKubernetesWords() {
    var pods = Attributes.ofResource(User.of("x"), "list", "", "pods", "default", "");
    assertThat(Forbidden.of(pods, ""))
        .hasMessage(
            "pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the"
                + " namespace \"default\"");
    var scale = Attributes.ofResource(User.of("x"), "get", "apps", "deployments/scale", "", "web");
    assertThat(Forbidden.of(scale, "RBAC: why"))
        .hasMessage(
            "deployments.apps \"web\" is forbidden: User \"x\" cannot get resource"
                + " \"deployments/scale\" in API group \"apps\" at the cluster scope: RBAC: why");
    assertThat(Forbidden.of(Attributes.ofPath(User.of("x"), "get", "/<b>"), ""))
        .hasMessage("forbidden: User \"x\" cannot get path \"/&lt;b&gt;\"");
  }

  @Test
  void nobodyGivesWhatTheyDoNotHold() {
    var check = new EscalationCheck(roles, chain);
    User ann = User.of("ann", "team", "system:authenticated");
    JsonObject more =
        MapReader.json(
            """
            {'metadata':{'name':'more'},'rules':[
             {'verbs':['get','delete','list'],'apiGroups':[''],'resources':['pods','secrets']},
             {'verbs':['get'],'nonResourceURLs':['/metrics']}]}\
            """);
    assertThatThrownBy(() -> check.role(ann, Resources.ROLES, "shop", "", more, JsonObject.EMPTY))
        .isInstanceOf(StatusException.class)
        .hasMessage(
            "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"ann\" (groups=[\"team\""
                + " \"system:authenticated\"]) is attempting to grant RBAC permissions not"
                + " currently held:\n"
                + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"delete\""
                + " \"list\"]}\n"
                + "{NonResourceURLs:[\"/metrics\"], Verbs:[\"get\"]}");
    check.role(ann, Resources.ROLES, "shop", "", own(), JsonObject.EMPTY);
    check.role(User.of("root", User.MASTERS), Resources.ROLES, "", "", more, JsonObject.EMPTY);
    check.role(ann, Resources.ROLES, "shop", "more", more, more);

    assertThatThrownBy(() ->
            check.role(
                ann,
                Resources.CLUSTER_ROLES,
                "",
                "",
                MapReader.json(
                    """
                    {'metadata':{'name':'a'},
                     'aggregationRule':{'clusterRoleSelectors':[{}]}}\
                    """),
                JsonObject.EMPTY))
        .hasMessageEndingWith("must have cluster-admin privileges to use the aggregationRule");
  }

  private static JsonObject own() {
    return MapReader.json(
        """
        {'metadata':{'name':'own'},'rules':[
         {'verbs':['get'],'apiGroups':[''],'resources':['pods']},
         {'verbs':['patch'],'apiGroups':['apps'],'resources':['deployments'],
          'resourceNames':['web']}]}\
        """);
  }

  @Test
  void bindingNeedsTheRightsOrTheVerb() {
    var check = new EscalationCheck(roles, chain);
    JsonObject binding =
        MapReader.json("{'metadata':{'name':'b'},'roleRef':{'kind':'Role','name':'writer'}}");
    User bob = User.of("bob");
    assertThatThrownBy(
            () -> check.binding(bob, Resources.ROLE_BINDINGS, "shop", binding, JsonObject.EMPTY))
        .hasMessageContaining("rolebindings.rbac.authorization.k8s.io \"b\" is forbidden")
        .hasMessageEndingWith("{APIGroups:[\"apps\"], Resources:[\"deployments\"], Verbs:[\"*\"]}");
    check.binding(User.of("ann"), Resources.ROLE_BINDINGS, "shop", binding, JsonObject.EMPTY);
    Authorizer binds =
        wanted ->
            wanted.verb().equals("bind")
                    && wanted.resource().equals("roles")
                    && wanted.name().equals("writer")
                ? Authorizer.Decision.ALLOW
                : Authorizer.Decision.NO_OPINION;
    new EscalationCheck(roles, binds)
        .binding(bob, Resources.ROLE_BINDINGS, "shop", binding, JsonObject.EMPTY);
  }

  @Test
  void reviewsAnswerTheSame() {
    var reviews = new AccessReviews(chain);
    JsonObject asked =
        reviews.self(
            MapReader.json(
                """
                {'spec':{'resourceAttributes':{'verb':'list','resource':'pods','namespace':'a'}}}\
                """),
            User.of("bob", "team"));
    assertThat(asked.object("status").bool("allowed")).isTrue();
    assertThat(asked.object("status").string("reason")).startsWith("RBAC: allowed by");
    assertThat(
            reviews
                .subject(
                    MapReader.json(
                        """
                        {'spec':{'user':'x','nonResourceAttributes':{'verb':'get','path':'/m'}}}\
                        """))
                .get("status"))
        .hasToString("{\"allowed\":false}");
    assertThatThrownBy(() -> reviews.subject(MapReader.json("{'spec':{}}")))
        .hasMessage(
            ".authorization.k8s.io \"\" is invalid: [spec.resourceAttributes:"
                + " Invalid value: null: exactly one of nonResourceAttributes or"
                + " resourceAttributes must be specified, spec.user: Invalid value: \"\": at least"
                + " one of user or group must be specified]");
    assertThat(
            reviews
                .selfRules(MapReader.json("{'spec':{'namespace':'shop'}}"), User.of("ann", "team"))
                .object("status")
                .array("resourceRules")
                .objects())
        .hasSize(3);
  }
}
