package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.openapi.OpenApiEndpoint;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

/// What publishing costs, in definitions that are written: with many, a new one costs itself.
class ManyDefinitionsTest {

  private static final int MANY = 40;
  private static final String PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final Api api = new Api();
  private final Counting catalog = new Counting(api.config.catalog());
  private final OpenApiEndpoint openApi = new OpenApiEndpoint(catalog, "v1.36.2");

  ManyDefinitionsTest() {
    for (int i = 0; i < MANY; i++) {
      create("thing" + i);
    }
  }

  private void create(String singular) {
    String version =
        """
        {'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',
         'properties':{'spec':{'type':'object','properties':{'a':{'type':'string'}}}}}}}
        """;
    Crds.create(api, Crds.definition(singular, version));
  }

  private static final class Counting implements Catalog {
    private final Catalog behind;
    private final List<String> written = new ArrayList<>();

    Counting(Catalog behind) {
      this.behind = behind;
    }

    @Override
    public Collection<Resource> resources() {
      return behind.resources();
    }

    @Override
    public Resource resource(ResourceName name) {
      return behind.resource(name);
    }

    @Override
    public ObjectType kind(String apiVersion, String kind) {
      return behind.kind(apiVersion, kind);
    }

    @Override
    public ObjectType definition(String name) {
      return behind.definition(name);
    }

    @Override
    public Collection<String> definitionNames() {
      return behind.definitionNames();
    }

    @Override
    public Optional<String> apiVersion(String definitionName) {
      return behind.apiVersion(definitionName);
    }

    @Override
    public JsonObject openApi(String definitionName, boolean second) {
      written.add(definitionName);
      return behind.openApi(definitionName, second);
    }

    @Override
    public String edition(String definitionName) {
      return behind.edition(definitionName);
    }

    @Override
    public String describe(String definitionName) {
      return behind.describe(definitionName);
    }

    private List<String> take() {
      List<String> taken = List.copyOf(written);
      written.clear();
      return taken;
    }
  }

  private Answer.Raw ask(String path, Map<String, String> headers) {
    User admin = User.of("admin");
    Call call = Call.of(admin, "GET", path, Query.NONE, Headers.of(headers), Body.NONE);
    return (Answer.Raw) openApi.answer(call).orElseThrow();
  }

  private void askForAll() throws IOException {
    Answer.Raw packed = ask("/openapi/v2", Map.of("accept-encoding", "gzip"));
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      JsonObject document = JsonParser.parseObject(in.readAllBytes());
      List<String> names = document.object("definitions").names();
      assertThat(names).contains("com.example.v1.Thing0", "io.k8s.api.core.v1.Pod");
    }
    ask("/openapi/v2", Map.of("accept", PROTOBUF));
    ask("/openapi/v3/apis/example.com/v1", Map.of());
    ask("/openapi/v3/apis/apps/v1", Map.of());
  }

  @Test
  void aNewDefinitionCostsItself() throws IOException {
    askForAll();
    assertThat(catalog.take()).contains("com.example.v1.Thing7", "io.k8s.api.core.v1.PodSpec");
    askForAll();
    assertThat(catalog.take()).isEmpty();
    String tag = ask("/openapi/v2", Map.of()).headers().get("ETag");
    create("gadget");
    askForAll();
    // In three forms: version 2 as JSON and as protobuf, version 3.
    assertThat(catalog.take())
        .hasSize(6)
        .containsOnly("com.example.v1.Gadget", "com.example.v1.GadgetList");
    assertThat(ask("/openapi/v2", Map.of("if-none-match", tag)).code()).isEqualTo(200);
    api.delete(Crds.PATH + "/gadgets.example.com");
    Crds.awaitGone(api);
    askForAll();
    assertThat(catalog.take()).isEmpty();
    assertThat(ask("/openapi/v2", Map.of("if-none-match", tag)).code()).isEqualTo(304);
  }

  @Test
  void noSchemaIsReadForDiscovery() {
    ask("/openapi/v3", Map.of());
    assertThat(catalog.take()).isEmpty();
  }
}
