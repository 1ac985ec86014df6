package k4j.apiserver.impersonation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpersonationTest {

  private static final User AGENT =
      new User(
          "system:serviceaccount:ns:agent",
          "",
          List.of(),
          Map.of("authentication.kubernetes.io/node-name", List.of("n1")));

  /// Allows what is in the list, written as `verb group/resource/name`.
  private static Authorizer allowing(String list) {
    Set<String> allowed = Set.copyOf(Arrays.asList(list.split("; ")));
    return asked ->
        allowed.contains(
                "%s %s/%s/%s"
                    .formatted(asked.verb(), asked.group(), asked.combinedResource(), asked.name()))
            ? Decision.ALLOW
            : Decision.NO_OPINION;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system:node:n1 | | impersonate-on:associated-node:get /pods/p; impersonate:associated-node authentication.k8s.io/nodes/* | impersonate:associated-node system:nodes,system:authenticated
          system:node:n2 | | impersonate-on:associated-node:get /pods/p; impersonate:associated-node authentication.k8s.io/nodes/* | 403
          system:node:n2 | | impersonate-on:arbitrary-node:get /pods/p; impersonate:arbitrary-node authentication.k8s.io/nodes/n2 | impersonate:arbitrary-node system:nodes,system:authenticated
          system:node:n2 | g | impersonate-on:arbitrary-node:get /pods/p; impersonate:arbitrary-node authentication.k8s.io/nodes/n2 | 403
          system:serviceaccount:a:b | | impersonate-on:serviceaccount:get /pods/p; impersonate:serviceaccount authentication.k8s.io/serviceaccounts/b | impersonate:serviceaccount system:serviceaccounts,system:serviceaccounts:a,system:authenticated
          system:serviceaccount:a:b | | impersonate-on:user-info:get /pods/p; impersonate:user-info authentication.k8s.io/users/system:serviceaccount:a:b | 403
          bob | | impersonate-on:user-info:get /pods/p; impersonate:user-info authentication.k8s.io/users/bob | impersonate:user-info system:authenticated
          bob | | impersonate:user-info authentication.k8s.io/users/bob | 403
          bob | | impersonate-on:user-info:get /pods/p | 403
          bob | system:masters | impersonate-on:user-info:get /pods/p; impersonate:user-info authentication.k8s.io/users/bob; impersonate:user-info authentication.k8s.io/groups/system:masters | 403
          bob | g | impersonate-on:user-info:get /pods/p; impersonate:user-info authentication.k8s.io/users/bob; impersonate:user-info authentication.k8s.io/groups/g | impersonate:user-info g,system:authenticated
          bob | g,h,i,j | impersonate-on:user-info:get /pods/p; impersonate:user-info authentication.k8s.io/users/bob; impersonate:user-info authentication.k8s.io/groups/* | impersonate:user-info g,h,i,j,system:authenticated
          bob | | impersonate /users/bob | legacy system:authenticated
          bob | system:masters | impersonate /users/bob; impersonate /groups/system:masters | legacy system:masters,system:authenticated
          system:anonymous | | impersonate /users/system:anonymous | legacy system:unauthenticated
          system:serviceaccount:a:b | | impersonate /serviceaccounts/b | legacy system:serviceaccounts,system:serviceaccounts:a,system:authenticated
          system:serviceaccount:a:b:c | | impersonate /users/system:serviceaccount:a:b:c | legacy system:authenticated
          """)
  void eachWayNeedsItsRights(String name, String groups, String allowed, String expected) {
    var wanted =
        new User(name, "", groups == null ? List.of() : List.of(groups.split(",")), Map.of());
    var request = Attributes.ofResource(AGENT, "get", "", "pods", "ns", "p");
    var impersonation = new Impersonation(allowing(allowed));
    if (expected.equals("403")) {
      assertThat(Api.failure(() -> impersonation.become(wanted, request)).code()).isEqualTo(403);
      return;
    }
    Impersonation.Acting acting = impersonation.become(wanted, request);
    String constraint = acting.constraint().isEmpty() ? "legacy" : acting.constraint();
    assertThat(constraint + " " + String.join(",", acting.user().groups())).isEqualTo(expected);
  }
}
