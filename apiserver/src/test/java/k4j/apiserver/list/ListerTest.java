package k4j.apiserver.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListerTest {

  private final Api api = new Api();

  private void configMaps(String... names) {
    List.of(names).forEach(api::configMap);
  }

  @Test
  void aListHasTheRevisionOfItsState() {
    configMaps("b", "a");
    JsonObject list = api.get(Api.CONFIGMAPS);
    assertThat(list.string("kind")).isEqualTo("ConfigMapList");
    assertThat(list.string("apiVersion")).isEqualTo("v1");
    assertThat(Api.names(list)).containsExactly("a", "b");
    assertThat(list.object("metadata")).isEqualTo(Api.json("{'resourceVersion':'3'}"));
    assertThat(Api.names(api.get("/api/v1/configmaps"))).containsExactly("a", "b");
    assertThat(Api.names(api.get("/api/v1/namespaces/other/configmaps"))).isEmpty();
  }

  @Test
  void pagesShowOneState() {
    configMaps("a", "b", "c", "d", "e");
    JsonObject first = api.get(Api.CONFIGMAPS + "?limit=2");
    assertThat(Api.names(first)).containsExactly("a", "b");
    assertThat(first.object("metadata").integer("remainingItemCount")).isEqualTo(3);
    api.delete(Api.CONFIGMAPS + "/c");
    String token = first.object("metadata").string("continue");
    JsonObject second = api.get(Api.CONFIGMAPS + "?limit=2&continue=" + token);
    assertThat(Api.names(second)).containsExactly("c", "d");
    assertThat(Api.version(second)).isEqualTo(Api.version(first));
    token = second.object("metadata").string("continue");
    JsonObject third = api.get(Api.CONFIGMAPS + "?limit=2&continue=" + token);
    assertThat(Api.names(third)).containsExactly("e");
    assertThat(third.object("metadata").has("continue")).isFalse();
  }

  @Test
  void aTokenWhoseStateIsGoneOffersAnother() {
    configMaps("a", "b", "c");
    String token = api.get(Api.CONFIGMAPS + "?limit=1").object("metadata").string("continue");
    api.delete(Api.CONFIGMAPS + "/b");
    api.config.store().compact(api.config.store().revision());
    Status expired = Api.failure(() -> api.get(Api.CONFIGMAPS + "?limit=1&continue=" + token));
    assertThat(expired.code()).isEqualTo(410);
    assertThat(expired.reason()).isEqualTo("Expired");
    assertThat(expired.message())
        .startsWith("The provided continue parameter is too old to display a consistent list");
    JsonObject rest = api.get(Api.CONFIGMAPS + "?limit=1&continue=" + expired.continueToken());
    assertThat(Api.names(rest)).containsExactly("c");
  }

  @Test
  void resourceVersionsChooseTheState() {
    configMaps("a", "b");
    assertThat(Api.names(api.get(Api.CONFIGMAPS + "?resourceVersion=0"))).hasSize(2);
    assertThat(Api.names(api.get(Api.CONFIGMAPS + "?resourceVersion=2"))).hasSize(2);
    String exact = "?resourceVersion=2&resourceVersionMatch=Exact";
    assertThat(Api.names(api.get(Api.CONFIGMAPS + exact))).containsExactly("a");
    assertThat(Api.names(api.get(Api.CONFIGMAPS + "?resourceVersion=2&limit=5")))
        .containsExactly("a");
    api.config.store().compact(3);
    assertThat(Api.failureText(() -> api.get(Api.CONFIGMAPS + exact)))
        .isEqualTo("410 Expired: The resourceVersion for the provided list is too old.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resourceVersion=99                                      | 504 Timeout: Timeout: Too large resource version: 99, current: 1
          resourceVersion=x                                       | 400 BadRequest: invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax
          resourceVersionMatch=Exact                              | 422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
          resourceVersionMatch=Exact&resourceVersion=0            | 422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
          resourceVersionMatch=Some&resourceVersion=1             | 422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Some": supported values: "Exact", "NotOlderThan", ""
          sendInitialEvents=true                                  | 422 Invalid: ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list
          continue=x                                              | 400 BadRequest: invalid continue token: continue key is not valid: illegal base64 data at input byte 0
          continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ                 | 400 BadRequest: invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)
          continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi94In0 | 400 BadRequest: invalid continue token: continue key is not valid: ../x
          continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJ4In0&resourceVersion=1 | 400 BadRequest: specifying resource version is not allowed when using continue
          watch=false                                             |
          unheardOf=1                                             |
          limit=x                                                 | 400 BadRequest: strconv.ParseInt: parsing "x": invalid syntax
          labelSelector=a==                                       |
          labelSelector=a in                                      | 400 BadRequest:
          fieldSelector=spec.x=1                                  | 400 BadRequest: "spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"
          """)
  void parametersAreChecked(String query, String failure) {
    if (failure == null) {
      assertThat(Api.names(api.get(Api.CONFIGMAPS + "?" + query))).isEmpty();
    } else {
      assertThat(Api.failureText(() -> api.get(Api.CONFIGMAPS + "?" + query))).startsWith(failure);
    }
  }

  @Test
  void versionZeroShowsEverythingAtOnce() {
    configMaps("a", "b", "c");
    assertThat(Api.names(api.get(Api.CONFIGMAPS + "?limit=1&resourceVersion=0"))).hasSize(3);
    assertThat(Api.failureText(() -> api.get(Api.CONFIGMAPS + "/a?resourceVersion=x")))
        .isEqualTo(
            "400 BadRequest: resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing"
                + " \"x\": invalid syntax");
    assertThat(Api.failureText(() -> api.get(Api.CONFIGMAPS + "/a?resourceVersion=99")))
        .isEqualTo("504 Timeout: Timeout: Too large resource version: 99, current: 4");
  }

  @Test
  void selectorsChoose() {
    api.pod("a", "{'app':'web','tier':'x'}");
    api.pod("b", "{'app':'web'}");
    api.pod("c", "{'app':'db'}");
    api.post(Api.PODS + "/b/binding", "{'metadata':{'name':'b'},'target':{'name':'node-1'}}");
    assertThat(names("labelSelector=app=web")).containsExactly("a", "b");
    assertThat(names("labelSelector=app=web,!tier")).containsExactly("b");
    assertThat(names("labelSelector=app in (db)")).containsExactly("c");
    assertThat(names("fieldSelector=metadata.name=a")).containsExactly("a");
    assertThat(names("fieldSelector=spec.nodeName=node-1")).containsExactly("b");
    assertThat(names("fieldSelector=spec.nodeName!=node-1")).containsExactly("a", "c");
    assertThat(names("fieldSelector=spec.nodeName=&labelSelector=app=web")).containsExactly("a");
    assertThat(names("fieldSelector=metadata.name=a&limit=1")).containsExactly("a");
    JsonObject page = api.get(Api.PODS + "?labelSelector=app=web&limit=1");
    assertThat(page.object("metadata").has("remainingItemCount")).isFalse();
    assertThat(Api.failureText(() -> names("fieldSelector=spec.x=1")))
        .isEqualTo("400 BadRequest: field label not supported: spec.x");
  }

  private List<String> names(String query) {
    return Api.names(api.get(Api.PODS + "?" + query));
  }
}
