package k4j.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

class OpenApiEndpointTest {

  private static final String PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
  private static final String POD = "/api/v1/namespaces/{namespace}/pods/{name}";
  private static final OpenApiEndpoint ENDPOINT =
      new OpenApiEndpoint(new BuiltinCatalog(), "v1.36.2");

  private static Answer.Raw get(String path, String hash, Map<String, String> headers) {
    Query query = hash.isEmpty() ? Query.NONE : new Query(Map.of("hash", List.of(hash)));
    return (Answer.Raw)
        ENDPOINT
            .answer(Call.of(User.of("u"), "GET", path, query, Headers.of(headers), Body.NONE))
            .orElseThrow();
  }

  private static JsonObject json(String path) {
    return JsonParser.parseObject(get(path, "", Map.of()).body());
  }

  private static final JsonObject SECOND = json("/openapi/v2");

  @Test
  void theSecondVersionHoldsWhatIsServed() {
    assertThat(SECOND.string("swagger")).isEqualTo("2.0");
    // As many as the document of a Kubernetes without alpha and beta groups.
    assertThat(SECOND.object("paths").size()).isEqualTo(408);
    assertThat(SECOND.object("definitions").size()).isEqualTo(584);
    assertThat(SECOND.object("parameters").size()).isEqualTo(47);
  }

  @Test
  void operationsOfTheSecondVersion() {
    JsonObject patch = SECOND.object("paths").object(POD).object("patch");
    assertThat(patch.string("operationId")).isEqualTo("patchCoreV1NamespacedPod");
    assertThat(patch.object("x-kubernetes-group-version-kind"))
        .hasToString("{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}");
    // Old clients look for these two by name, so they are not shared.
    assertThat(patch.array("parameters").objects())
        .extracting(parameter -> parameter.string("name"))
        .contains("dryRun", "fieldValidation");
    assertThat(patch.array("parameters").object(0).string("$ref"))
        .isEqualTo("#/parameters/body-78PwaGsr");
    JsonObject exec = SECOND.object("paths").object(POD + "/exec");
    assertThat(exec.names()).containsExactly("get", "parameters", "post");
  }

  @Test
  void definitionsOfTheSecondVersion() {
    JsonObject definitions = SECOND.object("definitions");
    JsonObject spec = definitions.object("io.k8s.api.core.v1.PodSpec");
    JsonObject containers = spec.object("properties").object("containers");
    assertThat(containers.string("x-kubernetes-patch-merge-key")).isEqualTo("name");
    assertThat(containers.string("x-kubernetes-list-type")).isEqualTo("map");
    assertThat(containers.object("items").string("$ref"))
        .isEqualTo("#/definitions/io.k8s.api.core.v1.Container");
    assertThat(spec.array("required").strings()).containsExactly("containers");
    JsonObject policy = spec.object("properties").object("restartPolicy");
    assertThat(policy.array("enum").strings()).containsExactly("Always", "Never", "OnFailure");
    assertThat(policy.string("description"))
        .endsWith("Possible enum values:\n - `\"Always\"`\n - `\"Never\"`\n - `\"OnFailure\"`");
    assertThat(
            definitions.object("io.k8s.api.core.v1.Pod").array("x-kubernetes-group-version-kind"))
        .hasToString("[{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}]");
    assertThat(definitions.object("io.k8s.apimachinery.pkg.util.intstr.IntOrString"))
        .extracting(o -> o.string("format"))
        .isEqualTo("int-or-string");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(broken(SECOND, SECOND)).isEmpty();
    JsonObject apps = json("/openapi/v3/apis/apps/v1");
    assertThat(broken(apps, apps)).isEmpty();
  }

  private static String broken(Json value, JsonObject root) {
    return switch (value) {
      case JsonObject object -> {
        String target = object.string("$ref");
        if (!target.isEmpty() && root.at(target.substring(2).split("/", -1)) == null) {
          yield target;
        }
        for (Json each : object.values()) {
          String found = broken(each, root);
          if (!found.isEmpty()) {
            yield found;
          }
        }
        yield "";
      }
      case JsonArray array -> {
        for (Json each : array) {
          String found = broken(each, root);
          if (!found.isEmpty()) {
            yield found;
          }
        }
        yield "";
      }
      default -> "";
    };
  }

  @Test
  void theThirdVersionComesByGroupAndVersion() {
    JsonObject paths = json("/openapi/v3").object("paths");
    assertThat(paths.names()).contains("api/v1", "apis/apps/v1", "apis/apps", "version");
    String url = paths.object("apis/apps/v1").string("serverRelativeURL");
    assertThat(url).matches("/openapi/v3/apis/apps/v1\\?hash=[0-9A-F]{128}");
    String hash = url.substring(url.indexOf('=') + 1);
    Answer.Raw answer = get("/openapi/v3/apis/apps/v1", hash, Map.of());
    assertThat(answer.headers()).containsEntry("Cache-Control", "public, immutable");
    JsonObject document = JsonParser.parseObject(answer.body());
    assertThat(document.string("openapi")).isEqualTo("3.0.0");
    JsonObject put =
        document
            .object("paths")
            .object("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
            .object("put");
    assertThat(put.object("requestBody").object("content").object("*/*").object("schema"))
        .hasToString("{\"$ref\":\"#/components/schemas/io.k8s.api.apps.v1.Deployment\"}");
    JsonObject schemas = document.object("components").object("schemas");
    assertThat(schemas.has("io.k8s.api.core.v1.PodSpec")).isTrue();
    assertThat(schemas.object("io.k8s.apimachinery.pkg.api.resource.Quantity").array("oneOf"))
        .hasSize(2);
    JsonObject port = schemas.object("io.k8s.api.core.v1.ContainerPort").object("properties");
    assertThat(port.object("protocol").string("default")).isEqualTo("TCP");
  }

  @Test
  void anOldHashLeadsToTheNewOne() {
    json("/openapi/v3");
    Answer.Raw answer = get("/openapi/v3/api/v1", "OLD", Map.of());
    assertThat(answer.code()).isEqualTo(301);
    assertThat(answer.headers().get("Location")).matches("/openapi/v3/api/v1\\?hash=[0-9A-F]+");
    assertThat(get("/openapi/v3/apis/unheard", "", Map.of()).code()).isEqualTo(404);
  }

  @Test
  void sendsDeflatedOrNothingToThoseWhoCan() throws IOException {
    Answer.Raw plain = get("/openapi/v2", "", Map.of());
    Answer.Raw packed = get("/openapi/v2", "", Map.of("accept-encoding", "gzip"));
    assertThat(packed.headers()).containsEntry("Content-Encoding", "gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    String tag = plain.headers().get("ETag");
    assertThat(get("/openapi/v2", "", Map.of("if-none-match", tag)).code()).isEqualTo(304);
  }

  @Test
  void theSecondVersionAsProtobuf() throws InvalidProtocolBufferException {
    Answer.Raw answer = get("/openapi/v2", "", Map.of("accept", PROTOBUF));
    assertThat(answer.contentType()).isEqualTo(PROTOBUF.replace('@', '.'));
    UnknownFieldSet document = UnknownFieldSet.parseFrom(answer.body());
    assertThat(text(document, 1)).isEqualTo("2.0");
    assertThat(document.getField(8).getLengthDelimitedList()).hasSize(408);
    UnknownFieldSet definition = named(document, 9, 1, "io.k8s.api.core.v1.ServicePort");
    // Schema: type is 22, properties 25, required 19.
    assertThat(text(nested(definition, 22), 1)).isEqualTo("object");
    assertThat(text(definition, 19)).isEqualTo("port");
    assertThat(nested(definition, 25).getField(1).getLengthDelimitedList()).hasSize(6);
    UnknownFieldSet path = named(document, 8, 2, POD);
    // Path item: get is 2, patch 8; an operation's id is 5.
    assertThat(text(nested(path, 8), 5)).isEqualTo("patchCoreV1NamespacedPod");
    assertThat(text(nested(path, 2), 5)).isEqualTo("readCoreV1NamespacedPod");
  }

  private static String text(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  private static UnknownFieldSet nested(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(message.getField(field).getLengthDelimitedList().getFirst());
  }

  private static UnknownFieldSet named(UnknownFieldSet document, int outer, int inner, String name)
      throws InvalidProtocolBufferException {
    for (ByteString each : document.getField(outer).getLengthDelimitedList()) {
      UnknownFieldSet entry = nested(UnknownFieldSet.parseFrom(each), inner);
      if (text(entry, 1).equals(name)) {
        return nested(entry, 2);
      }
    }
    throw new AssertionError("no " + name);
  }
}
