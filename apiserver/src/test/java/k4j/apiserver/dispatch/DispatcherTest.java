package k4j.apiserver.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.json.JsonNull;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatcherTest {

  private static final Api API = new Api();

  @ParameterizedTest
  @CsvSource({
    "HEAD, /api/v1/namespaces/default/pods",
    "HEAD, /api/v1/namespaces/default/pods?watch=true",
    "HEAD, /apis/apps/v1/watch/namespaces/default/deployments/web",
    "OPTIONS, /api/v1/pods",
    "TRACE, /api/v1/nodes/n",
    "POST, /api/v1/pods",
    "POST, /api/v1/namespaces/default/pods/p",
    "PUT, /api/v1/namespaces/default/pods",
    "DELETE, /api/v1/namespaces/default/pods/p/status",
    "PATCH, /api/v1/namespaces/default/bindings",
    "PATCH, /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "GET, /api/v1/namespaces/default/pods/p/eviction",
  })
  void aResourceKnowsOnlyItsOwnMethods(String method, String path) {
    assertThat(Api.failureText(() -> API.send(method, path, Request.JSON, JsonNull.NULL)))
        .isEqualTo(
            "405 MethodNotAllowed: the server does not allow this method on the requested"
                + " resource");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2",
    "/api/v1/nothing",
    "/apis/apps/v9",
    "/apis/apps/v1/deployments/web",
    "/apis/apps/v1/namespaces/default/nothing",
  })
  void aPathBelowABuiltInGroupIsNotFoundInJson(String path) {
    assertThat(Api.failure(() -> API.send("GET", path, Request.JSON, JsonNull.NULL)))
        .isEqualTo(StatusException.noSuchResource().status());
  }

  @ParameterizedTest
  @CsvSource({"/nothing", "/apis/nothing", "/apis/nothing/v1/things"})
  void anyOtherPathIsNotFoundInPlainWords(String path) {
    assertThat(Api.failure(() -> API.send("GET", path, Request.JSON, JsonNull.NULL)))
        .isEqualTo(StatusException.noSuchPath().status());
  }
}
