package k4j.apiserver.write;

import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

class CreatorTest {

  private final Api api = new Api();

  @Test
  void theServerFillsInMetadata() {
    JsonObject made =
        api.post(
            Api.CONFIGMAPS,
            "{'metadata':{'name':'a','uid':'mine','creationTimestamp':'2001-01-01T00:00:00Z',"
                + "'deletionTimestamp':'2001-01-01T00:00:00Z'}}");
    JsonObject metadata = Api.metadata(made);
    assertThat(made.string("apiVersion")).isEqualTo("v1");
    assertThat(made.string("kind")).isEqualTo("ConfigMap");
    assertThat(metadata.string("namespace")).isEqualTo("default");
    assertThat(metadata.string("uid")).matches("[0-9a-f-]{14}4[0-9a-f]{3}-[89ab].*");
    assertThat(metadata.string("creationTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(metadata.has("deletionTimestamp")).isFalse();
    assertThat(metadata.string("resourceVersion")).isEqualTo("2");
    assertThat(api.get(Api.CONFIGMAPS + "/a")).isEqualTo(made);
  }

  @Test
  void aNameIsGenerated() {
    JsonObject made = api.post(Api.CONFIGMAPS, "{'metadata':{'generateName':'web-'}}");
    assertThat(Api.metadata(made).string("name")).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(Api.metadata(made).string("generateName")).isEqualTo("web-");
  }

  @Test
  void aTakenNameIsRefused() {
    api.configMap("a");
    assertThat(Api.failureText(() -> api.configMap("a")))
        .isEqualTo("409 AlreadyExists: configmaps \"a\" already exists");
  }

  @Test
  void aTakenNameOfADyingObjectSaysSo() {
    api.post(Api.CONFIGMAPS, "{'metadata':{'name':'a','finalizers':['x.y/z']}}");
    api.delete(Api.CONFIGMAPS + "/a");
    assertThat(Api.failureText(() -> api.configMap("a")))
        .isEqualTo("409 AlreadyExists: object is being deleted: configmaps \"a\" already exists");
  }

  @Test
  void whatContradictsTheUrlIsRefused() {
    assertThat(
            Api.failureText(
                () -> api.post(Api.CONFIGMAPS, "{'metadata':{'name':'a','namespace':'other'}}")))
        .isEqualTo(
            "400 BadRequest: the namespace of the provided object does not match the namespace"
                + " sent on the request");
    assertThat(
            Api.failureText(
                () -> api.post(Api.CONFIGMAPS, "{'apiVersion':'v2','metadata':{'name':'a'}}")))
        .isEqualTo(
            "400 BadRequest: ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind"
                + " \"ConfigMap\" is registered for version \"v2\" in scheme"
                + " \"pkg/api/legacyscheme/scheme.go:30\"");
    assertThat(
            Api.failureText(
                () -> api.post(Api.CONFIGMAPS, "{'metadata':{'name':'a','resourceVersion':'7'}}")))
        .isEqualTo("400 BadRequest: resourceVersion should not be set on objects to be created");
  }

  @Test
  void aDryRunStoresNothing() {
    JsonObject made = api.post(Api.CONFIGMAPS + "?dryRun=All", "{'metadata':{'name':'a'}}");
    assertThat(Api.metadata(made).string("uid")).isNotEmpty();
    assertThat(Api.metadata(made).has("resourceVersion")).isFalse();
    assertThat(Api.failureText(() -> api.get(Api.CONFIGMAPS + "/a")))
        .isEqualTo("404 NotFound: configmaps \"a\" not found");
  }

  @Test
  void badOptionsAreNamed() {
    assertThat(
            Api.failureText(
                () -> api.post(Api.CONFIGMAPS + "?dryRun=Some", "{'metadata':{'name':'a'}}")))
        .isEqualTo(
            "422 Invalid: CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value:"
                + " [\"Some\"]: supported values: \"All\"");
    assertThat(
            Api.failureText(() ->
                api.post(Api.CONFIGMAPS + "?fieldValidation=No", "{'metadata':{'name':'a'}}")))
        .isEqualTo(
            "422 Invalid: CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported"
                + " value: \"No\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
  }

  @Test
  void wrongPathsAndVerbsAreRefused() {
    assertThat(Api.failureText(() -> api.get("/api/v1/namespaces/default/nothings")))
        .isEqualTo("404 NotFound: the server could not find the requested resource");
    assertThat(Api.failureText(() -> api.get("/api/v1/namespaces/default/nodes")))
        .isEqualTo("404 NotFound: the server could not find the requested resource");
    assertThat(Api.failureText(() -> api.post("/api/v1/configmaps", "{}")))
        .startsWith("405 MethodNotAllowed: ");
    assertThat(Api.failureText(() -> api.delete("/api/v1/namespaces")))
        .startsWith("405 MethodNotAllowed: ");
  }
}
