package k4j.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.abac.AbacAuthorizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reviews of all that somebody may do, of every kind of authorizer.
class HeldTest {

  private static JsonObject status(Authorizer authorizer, User user) {
    return new AccessReviews(authorizer)
        .selfRules(MapReader.json("{'spec':{'namespace':'ns'}}"), user)
        .object("status");
  }

  @Test
  void policiesOfAFileAreRules(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("policies"),
            """
            {"user":"ann","resource":"pods","readonly":true,"namespace":"ns"}
            {"user":"ann","resource":"secrets","namespace":"other"}
            {"user":"bob"}
            {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":\
            {"user":"ann","nonResourcePath":"/metrics","namespace":"*"}}
            """);
    assertThat(status(AbacAuthorizer.read(file), User.of("ann")))
        .isEqualTo(
            MapReader.json(
                "{'resourceRules':[{'verbs':['get','list','watch'],'apiGroups':['*'],"
                    + "'resources':['pods']}],'nonResourceRules':[{'verbs':['*'],"
                    + "'nonResourceURLs':['/metrics']}],'incomplete':false}"));
  }

  @Test
  void whatCannotBeToldIsSaid() {
    Authorizer asks =
        new Authorizer() {
          @Override
          public Decision authorize(Attributes attributes) {
            return Decision.NO_OPINION;
          }

          @Override
          public Held held(User user, String namespace) {
            return Held.untold("webhook authorizer does not support user rule resolution");
          }
        };
    var chain =
        new AuthorizerChain(
            List.of(
                new NodeAuthorizer(new MapReader(), List.of()),
                asks,
                asks,
                new RbacAuthorizer(new RbacRoles(new MapReader()))));
    assertThat(status(chain, User.of("ann")))
        .isEqualTo(
            MapReader.json(
                "{'resourceRules':[],'nonResourceRules':[],'incomplete':true,'evaluationError':"
                    + "'webhook authorizer does not support user rule resolution'}"));
    assertThat(status(chain, User.of("system:node:n", "system:nodes")).string("evaluationError"))
        .isEqualTo(
            "[node authorizer does not support user rule resolution, webhook authorizer does not"
                + " support user rule resolution]");
  }

  @Test
  void whoMayDoEverythingHoldsEverything() {
    Authorizer always =
        AuthorizerChain.byType(new MapReader(), new RbacRoles(new MapReader()), List.of())
            .get("AlwaysAllow");
    assertThat(status(java.util.Objects.requireNonNull(always), User.of("ann")))
        .isEqualTo(
            MapReader.json(
                "{'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}],"
                    + "'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['*']}],"
                    + "'incomplete':false}"));
  }
}
