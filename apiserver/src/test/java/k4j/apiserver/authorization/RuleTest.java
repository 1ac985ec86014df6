package k4j.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.apiserver.authentication.User;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

  private static final User BOB = User.of("bob");

  private static List<String> words(String text) {
    return text == null || text.equals("-") ? List.of() : List.of(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    // verbs, groups, resources, names, wanted verb, group, resource, name, allowed
    "get list, apps, deployments, -, get, apps, deployments, web, true",
    "get list, apps, deployments, -, watch, apps, deployments, web, false",
    "get, apps, deployments, -, get, batch, deployments, web, false",
    "*, *, *, -, delete, batch, jobs/status, x, true",
    "get, *, pods, -, get, x, pods/log, a, false",
    "get, *, pods/log, -, get, x, pods/log, a, true",
    "get, *, pods/log, -, get, x, pods, a, false",
    "update, *, */scale, -, update, apps, deployments/scale, a, true",
    "update, *, */scale, -, update, apps, deployments, a, false",
    "update, *, */scale, -, update, apps, deployments/downscale, a, false",
    "update, *, nodes/proxy, -, update, x, n/proxy, a, false",
    "get, *, secrets, a b, get, x, secrets, b, true",
    "get, *, secrets, a b, get, x, secrets, c, false",
    "list, *, secrets, a, list, x, secrets, '', false",
  })
  void resources(
      String verbs,
      String groups,
      String resources,
      String names,
      String verb,
      String group,
      String resource,
      String name,
      boolean allowed) {
    var rule = Rule.onResources(words(verbs), words(groups), words(resources), words(names));
    assertThat(rule.allows(Attributes.ofResource(BOB, verb, group, resource, "ns", name)))
        .isEqualTo(allowed);
    assertThat(rule.allows(Attributes.ofPath(BOB, verb, "/" + resource))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, /healthz, true",
    "/healthz, /healthz/ping, false",
    "/api/*, /api/v1, true",
    "/api/*, /api, false",
    "/apis*, /apis, true",
    "*, /anything/at/all, true",
  })
  void paths(String ruled, String path, boolean allowed) {
    var rule = Rule.onPaths(List.of("get"), List.of(ruled));
    assertThat(rule.allows(Attributes.ofPath(BOB, "get", path))).isEqualTo(allowed);
    assertThat(rule.allows(Attributes.ofPath(BOB, "post", path))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // held verbs, resources, names; wanted verbs, resources, names
    "*, *, -, get, pods, -, true",
    "get, pods, -, get, pods, a, true",
    "get, pods, a, get, pods, -, false",
    "get, pods, a b, get, pods, a, true",
    "get, pods, -, get list, pods, -, false",
    "get, */scale, -, get, deployments/scale, -, true",
    "get, pods, -, get, *, -, false",
  })
  void cover(
      String verbs,
      String resources,
      String names,
      String wantedVerbs,
      String wantedResources,
      String wantedNames,
      boolean covered) {
    var held = Rule.onResources(words(verbs), List.of(""), words(resources), words(names));
    var wanted =
        Rule.onResources(
            words(wantedVerbs), List.of(""), words(wantedResources), words(wantedNames));
    assertThat(RuleCover.missing(List.of(held), List.of(wanted)).isEmpty()).isEqualTo(covered);
  }
}
