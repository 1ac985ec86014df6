package k4j.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

class PatcherTest {

  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String WEB = DEPLOYMENTS + "/web";

  private final Api api = new Api();

  private void deployment() {
    api.post(
        DEPLOYMENTS,
        "{'metadata':{'name':'web','labels':{'a':'b'}},'spec':{'replicas':2,"
            + "'selector':{'matchLabels':{'a':'b'}},"
            + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':["
            + "{'name':'one','image':'i:1'},{'name':'two','image':'i:2'}]}}}}");
  }

  private static List<String> images(JsonObject deployment) {
    return deployment
        .object("spec")
        .object("template")
        .object("spec")
        .array("containers")
        .objects()
        .stream()
        .map(each -> each.string("name") + "=" + each.string("image"))
        .toList();
  }

  @Test
  void aJsonPatchWorksOnPlaces() {
    deployment();
    JsonObject patched =
        api.patch(
            WEB,
            Request.JSON_PATCH,
            "[{'op':'test','path':'/spec/replicas','value':2},"
                + "{'op':'replace','path':'/spec/replicas','value':3},"
                + "{'op':'remove','path':'/spec/template/spec/containers/0'}]");
    assertThat(patched.object("spec").integer("replicas")).isEqualTo(3);
    assertThat(images(patched)).containsExactly("two=i:2");
    assertThat(
            Api.failure(() ->
                    api.patch(
                        WEB,
                        Request.JSON_PATCH,
                        "[{'op':'test','path':'/spec/replicas','value':9}]"))
                .code())
        .isEqualTo(422);
  }

  @Test
  void aMergePatchReplacesLists() {
    deployment();
    JsonObject patched =
        api.merge(
            WEB,
            "{'metadata':{'labels':{'a':null,'c':'d'}},"
                + "'spec':{'template':{'spec':{'containers':[{'name':'x','image':'y'}]}}}}");
    assertThat(Api.metadata(patched).object("labels")).isEqualTo(Api.json("{'c':'d'}"));
    assertThat(images(patched)).containsExactly("x=y");
  }

  @Test
  void aStrategicMergePatchMergesListsByKey() {
    deployment();
    JsonObject patched =
        api.patch(
            WEB,
            Request.STRATEGIC_MERGE_PATCH,
            "{'spec':{'template':{'spec':{'containers':[{'name':'two','image':'i:3'}]}}}}");
    assertThat(images(patched)).containsExactly("one=i:1", "two=i:3");
  }

  @Test
  void whatIsUnknownIsToldOrRefused() {
    deployment();
    Response warned =
        api.send("PATCH", WEB, Request.MERGE_PATCH, Api.json("{'spec':{'replica':3}}"));
    assertThat(warned.warnings()).containsExactly("unknown field \"spec.replica\"");
    assertThat(warned.body().object("spec").has("replica")).isFalse();
    assertThat(
            Api.failureText(
                () -> api.merge(WEB + "?fieldValidation=Strict", "{'spec':{'replica':3}}")))
        .startsWith("422 Invalid:  \"\" is invalid: patch: Invalid value: ")
        .endsWith("strict decoding error: unknown field \"spec.replica\"");
    assertThat(
            Api.failureText(() ->
                api.post(
                    DEPLOYMENTS + "?fieldValidation=Strict",
                    "{'metadata':{'name':'x'},'spec':{'replica':3}}")))
        .isEqualTo(
            "400 BadRequest: Deployment in version \"v1\" cannot be handled as a Deployment:"
                + " strict decoding error: unknown field \"spec.replica\"");
  }

  @Test
  void valuesMustHaveTheRightType() {
    assertThat(
            Api.failureText(
                () -> api.post(DEPLOYMENTS, "{'metadata':{'name':'x'},'spec':{'replicas':'3'}}")))
        .isEqualTo(
            "400 BadRequest: Deployment in version \"v1\" cannot be handled as a Deployment:"
                + " json: cannot unmarshal string into Go struct field"
                + " DeploymentSpec.spec.replicas of type int32");
  }

  @Test
  void otherMediaTypesAreRefused() {
    deployment();
    assertThat(Api.failureText(() -> api.patch(WEB, Request.JSON, "{}")))
        .isEqualTo("415 UnsupportedMediaType: 415: Unsupported Media Type");
  }

  @Test
  void aScaleIsReadAndSet() {
    deployment();
    JsonObject scale = api.get(WEB + "/scale");
    assertThat(scale.string("kind")).isEqualTo("Scale");
    assertThat(scale.object("spec").integer("replicas")).isEqualTo(2);
    assertThat(scale.object("status").string("selector")).isEqualTo("a=b");
    api.put(WEB + "/scale", scale.with("spec", Api.json("{'replicas':5}")));
    assertThat(api.get(WEB).object("spec").integer("replicas")).isEqualTo(5);
    assertThat(
            api.merge(WEB + "/scale", "{'spec':{'replicas':1}}").object("spec").integer("replicas"))
        .isEqualTo(1);
    assertThat(
            Api.failure(() -> api.put(WEB + "/scale", scale.with("spec", JsonObject.EMPTY)))
                .reason())
        .isEqualTo("Conflict");
    assertThat(Api.failureText(() -> api.merge(WEB + "/scale", "{'spec':{'replicas':-1}}")))
        .isEqualTo(
            "422 Invalid: Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1:"
                + " must be greater than or equal to 0");
  }
}
