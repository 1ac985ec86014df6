package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.discovery.DiscoveryEndpoint;
import k4j.apiserver.openapi.OpenApiEndpoint;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import k4j.apiserver.table.KindTables;
import org.junit.jupiter.api.Test;

class PublicationTest {

  private final Api api = new Api();
  private final LiveCatalog catalog = api.config.catalog();
  private final OpenApiEndpoint openApi = new OpenApiEndpoint(catalog, "v1.36.2");
  private final DiscoveryEndpoint discovery = new DiscoveryEndpoint(catalog, "localhost:6443");

  private static Call call(String path) {
    return Call.of(User.of("admin"), "GET", path, Query.NONE, Headers.of(Map.of()), Body.NONE);
  }

  private JsonObject document(String path) {
    Answer answer = openApi.answer(call(path)).orElseThrow();
    return JsonParser.parseObject(((Answer.Raw) answer).body());
  }

  private String text(String path) {
    Answer answer = openApi.answer(call(path)).orElseThrow();
    return new String(((Answer.Raw) answer).body(), StandardCharsets.UTF_8);
  }

  private JsonObject resources(String path) {
    return ((Answer.One) discovery.answer(call(path)).orElseThrow()).payload().tree();
  }

  @Test
  void discoveryShowsWhatIsServed() {
    JsonObject names =
        Api.json(
            """
            {'plural':'gadgets','singular':'gadget','kind':'Gadget','shortNames':['ga'],
             'categories':['all']}
            """);
    Crds.create(
        api, Crds.gadgets("{}", "'subresources':{'status':{}}").withAt(names, "spec", "names"));
    List<JsonObject> shown = resources("/apis/example.com/v1").array("resources").objects();
    assertThat(shown)
        .extracting(each -> each.string("name"))
        .containsExactly("gadgets", "gadgets/status");
    assertThat(shown.getFirst().array("shortNames").strings()).containsExactly("ga");
    assertThat(resources("/apis/example.com").object("preferredVersion").string("version"))
        .isEqualTo("v1");
    api.delete(Crds.PATH + "/gadgets.example.com");
    Crds.awaitGone(api);
    assertThat(Api.failure(() -> resources("/apis/example.com")).code()).isEqualTo(404);
  }

  @Test
  void openApiDescribesIt() {
    String url = "/openapi/v3/apis/example.com/v1";
    assertThat(text("/openapi/v3")).doesNotContain("example.com");
    Crds.create(api, Crds.gadgets("{'size':{'type':'integer','description':'how big'}}", ""));
    JsonObject schema =
        document(url).object("components").object("schemas").object("com.example.v1.Gadget");
    assertThat(schema.at("properties", "spec", "properties", "size", "description"))
        .hasToString("\"how big\"");
    JsonObject metadata = schema.object("properties").object("metadata");
    assertThat(metadata.array("allOf").object(0).string("$ref"))
        .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    JsonObject paths = document(url).object("paths");
    assertThat(paths.names())
        .contains(
            "/apis/example.com/v1/gadgets",
            "/apis/example.com/v1/namespaces/{namespace}/gadgets/{name}");
    assertThat(text("/openapi/v3")).contains("apis/example.com/v1");
    assertThat(document("/openapi/v2").object("definitions").names())
        .contains("com.example.v1.Gadget", "com.example.v1.GadgetList");
  }

  @Test
  void aChangedSchemaIsPublishedAnew() {
    Crds.create(api, Crds.gadgets("{'size':{'type':'integer'}}", ""));
    String before = text("/openapi/v3");
    JsonObject definition = api.get(Crds.PATH + "/gadgets.example.com");
    JsonObject other = Crds.gadgets("{'color':{'type':'string'}}", "");
    api.put(
        Crds.PATH + "/gadgets.example.com",
        Crds.withVersions(definition, other.object("spec").array("versions").object(0)));
    assertThat(text("/openapi/v3")).isNotEqualTo(before);
    assertThat(text("/openapi/v3/apis/example.com/v1"))
        .contains("\"color\":")
        .doesNotContain("\"size\":");
  }

  @Test
  void tablesHaveTheColumnsOfTheDefinition() {
    Crds.create(
        api,
        Crds.gadgets(
            "{'size':{'type':'integer'}}",
            """
            'additionalPrinterColumns':[{'name':'Size','type':'integer','jsonPath':'.spec.size'},
             {'name':'Born','type':'date','jsonPath':'.metadata.creationTimestamp'}]
            """));
    Crds.post(api, "one", "{'size':4}");
    var many = (Answer.Many) api.server.pipeline().handle(call(Crds.GADGETS));
    JsonObject table =
        new KindTables(api.clock)
            .table(many.resource(), many.metadata(), many.items(), "v1", "None");
    assertThat(table.array("columnDefinitions").objects())
        .extracting(each -> each.string("name"))
        .containsExactly("Name", "Size", "Born");
    assertThat(table.array("rows").object(0).array("cells")).hasToString("[\"one\",4,\"0s\"]");
  }
}
