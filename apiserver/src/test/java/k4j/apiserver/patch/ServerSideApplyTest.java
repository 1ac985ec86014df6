package k4j.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every expected answer was given by kube-apiserver 1.36.2 to the same requests.
class ServerSideApplyTest {

  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String WEB = DEPLOYMENTS + "/web";

  private final Api api = new Api();

  private JsonObject apply(String path, String manager, String config) {
    return api.patch(path + "?fieldManager=" + manager, Request.APPLY_PATCH, config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                             | 400 BadRequest: error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}
          null                                           | 400 BadRequest: invalid object type: /, Kind=
          {'kind':'ConfigMap'}                           | 400 BadRequest: invalid object type: /, Kind=ConfigMap
          {'apiVersion':'v1'}                            | 400 BadRequest: invalid object type: /v1, Kind=
          {'apiVersion':'v1','kind':'Secret'}            | 400 BadRequest: invalid object type: /v1, Kind=Secret
          {'apiVersion':'v2','kind':'ConfigMap'}         | 400 BadRequest: invalid object type: /v2, Kind=ConfigMap
          {'apiVersion':'v1','kind':'ConfigMap'}         | 400 BadRequest: the name of the object (m based on URL) was undeterminable: name must be provided
          {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'other'}} | 400 BadRequest: the name of the object (other) does not match the name on the URL (m)
          {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m','uid':'x'}} | 409 Conflict: Operation cannot be fulfilled on configmaps "m": uid mismatch: the provided object specified uid x, and no existing object was found
          {'apiVersion':'v1','kind':'ConfigMap','metadata':{'managedFields':[{}]}} | 400 BadRequest: metadata.managedFields must be nil
          {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m'},'data':[1]} | 400 BadRequest: failed to create typed patch object (/m; /v1, Kind=ConfigMap): .data: expected map, got &{[1]}
          {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m'},'immutable':'x'} | 400 BadRequest: failed to create typed patch object (/m; /v1, Kind=ConfigMap): .immutable: expected boolean, got &{x}
          {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m'},'foo':'x'} | 400 BadRequest: failed to create typed patch object (/m; /v1, Kind=ConfigMap): .foo: field not declared in schema
          """)
  void whatCannotBeAppliedIsRefused(String config, String failure) {
    assertThat(Api.failureText(() -> apply(Api.CONFIGMAPS + "/m", "one", config)))
        .isEqualTo(failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ['q']                      | .spec.ports: element 0: associative list with keys may not have non-map elements
          {'a':1}                    | .spec.ports: expected list, got &{map[a:1]}
          [{'name':'a','port':1},{'name':'b','port':1}] | .spec.ports: duplicate entries for key [port=1,protocol="TCP"]
          """)
  void listsWithKeysAreChecked(String ports, String problem) {
    String config =
        "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'ports':%s}}"
            .formatted(ports);
    assertThat(Api.failureText(() -> apply("/api/v1/namespaces/default/services/s", "one", config)))
        .isEqualTo(
            "400 BadRequest: failed to create typed patch object (/s; /v1, Kind=Service): "
                + problem);
  }

  @Test
  void theScaleTakesOverTheNumberOfReplicas() {
    apply(
        WEB,
        "one",
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{"
            + "'replicas':2,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{"
            + "'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
    api.merge(WEB + "/scale?fieldManager=hpa", "{'spec':{'replicas':7}}");
    assertThat(replicasOwners()).containsExactly("hpa Update apps/v1 scale null");
    String scale =
        "{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'web'},"
            + "'spec':{'replicas':8}}";
    assertThat(Api.failureText(() -> apply(WEB + "/scale", "four", scale)))
        .isEqualTo(
            "409 Conflict: Apply failed with 1 conflict: conflict with \"hpa\" with subresource"
                + " \"scale\" using autoscaling/v1: .spec.replicas");
    JsonObject applied =
        api.patch(WEB + "/scale?fieldManager=four&force=true", Request.APPLY_PATCH, scale);
    assertThat(applied.object("spec").integer("replicas")).isEqualTo(8);
    assertThat(Api.metadata(applied).has("managedFields")).isFalse();
    assertThat(replicasOwners()).containsExactly("four Apply apps/v1 scale null");
    assertThat(api.get(WEB).object("spec").integer("replicas")).isEqualTo(8);
    assertThat(Api.failureText(() -> apply(DEPLOYMENTS + "/none/scale", "four", scale)))
        .isEqualTo("404 NotFound: deployments.apps \"none\" not found");
  }

  private List<String> replicasOwners() {
    return Api.metadata(api.get(WEB)).array("managedFields").objects().stream()
        .filter(entry -> entry.at("fieldsV1", "f:spec", "f:replicas") != null)
        .map(entry ->
            String.join(
                " ",
                entry.string("manager"),
                entry.string("operation"),
                entry.string("apiVersion"),
                entry.string("subresource"),
                String.valueOf(entry.get("time"))))
        .toList();
  }

  @Test
  void anEmptyBodyIsNoConfiguration() {
    assertThat(
            Api.failureText(() ->
                api.send(
                    "PATCH",
                    Api.CONFIGMAPS + "/m?fieldManager=one",
                    Request.APPLY_PATCH,
                    JsonNull.NULL)))
        .isEqualTo("400 BadRequest: invalid object type: /, Kind=");
  }
}
