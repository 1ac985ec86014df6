package k4j.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import org.junit.jupiter.api.Test;

class ImpersonationFilterTest {

  private final List<Attributes> asked = new ArrayList<>();
  private boolean allowed = true;
  private final Authorizer authorizer =
      attributes -> {
        asked.add(attributes);
        return allowed ? Decision.ALLOW : Decision.NO_OPINION;
      };

  private User actingUser(Map<String, String> headers) {
    var seen = new ArrayList<User>();
    Call call =
        Call.of(
            User.of("admin"), "GET", "/api/v1/pods", Query.NONE, Headers.of(headers), Body.NONE);
    new ImpersonationFilter(authorizer)
        .apply(
            call,
            passed -> {
              seen.add(passed.user());
              return new Answer.Raw(200, "text/plain", new byte[0]);
            });
    return seen.getFirst();
  }

  @Test
  void withoutHeadersNothingChanges() {
    assertThat(actingUser(Map.of()).name()).isEqualTo("admin");
    assertThat(asked).isEmpty();
  }

  @Test
  void anotherUserActsWhereThatIsAllowed() {
    User user =
        actingUser(
            Map.of("impersonate-user", "bob", "impersonate-group", "g", "impersonate-uid", "u"));
    assertThat(user)
        .isEqualTo(new User("bob", "u", List.of("g", "system:authenticated"), Map.of()));
    assertThat(asked.stream().map(a -> a.verb() + " " + a.resource() + " " + a.name()))
        .containsExactly(
            "impersonate-on:user-info:list pods ",
            "impersonate:user-info users bob",
            "impersonate:user-info uids u",
            "impersonate:user-info groups g");
  }

  @Test
  void aServiceAccountHasItsGroups() {
    User user = actingUser(Map.of("impersonate-user", "system:serviceaccount:ns:name"));
    assertThat(user.groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated");
    assertThat(asked.get(1).resource()).isEqualTo("serviceaccounts");
    assertThat(asked.get(1).namespace()).isEqualTo("ns");
  }

  @Test
  void whoMayNotIsRefused() {
    allowed = false;
    assertThat(Api.failureText(() -> actingUser(Map.of("impersonate-user", "bob"))))
        .isEqualTo(
            "403 Forbidden: pods is forbidden: User \"admin\" cannot impersonate-on:user-info:list"
                + " resource \"pods\" in API group \"\" at the cluster scope");
  }

  @Test
  void valuesWithoutAUserAreRefused() {
    assertThat(
            Api.failureText(
                () -> actingUser(Map.of("impersonate-group", "g", "impersonate-extra-a%2fb", "c"))))
        .isEqualTo(
            "400 BadRequest: requested &user.DefaultInfo{Name:\"\", UID:\"\","
                + " Groups:[]string{\"g\"},"
                + " Extra:map[string][]string{\"a/b\":[]string{\"c\"}}} without impersonating a"
                + " user name");
  }
}
