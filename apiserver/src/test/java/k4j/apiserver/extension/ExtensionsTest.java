package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.apiserver.Api;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

  private static final String SIZE = "{'size':{'type':'integer','default':3,'minimum':1}}";
  private final Api api = new Api();

  private JsonObject conditions() {
    return conditions("gadgets.example.com");
  }

  private JsonObject conditions(String name) {
    JsonObject all = JsonObject.EMPTY;
    JsonObject definition = api.get(Crds.PATH + "/" + name);
    for (JsonObject each : definition.object("status").array("conditions").objects()) {
      all = all.with(each.string("type"), each.string("status") + " " + each.string("reason"));
    }
    return all;
  }

  @Test
  void aDefinitionIsInEffectWhenItsCreationIsAnswered() {
    JsonObject created = Crds.create(api, Crds.gadgets(SIZE, ""));
    assertThat(created.object("status").array("storedVersions").strings()).containsExactly("v1");
    assertThat(conditions())
        .isEqualTo(
            Api.json(
                "{'NamesAccepted':'True NoConflicts','Established':'True InitialNamesAccepted'}"));

    JsonObject gadget = Crds.post(api, "one", "{'junk':1}");
    assertThat(gadget.object("spec")).isEqualTo(Api.json("{'size':3}"));
    assertThat(gadget.object("metadata").integer("generation")).isEqualTo(1);
    assertThat(Api.names(api.get(Crds.GADGETS))).containsExactly("one");
    assertThat(api.get(Crds.GADGETS).string("kind")).isEqualTo("GadgetList");
    JsonObject merged = api.merge(Crds.GADGETS + "/one", "{'spec':{'size':5}}");
    assertThat(merged.object("metadata").integer("generation")).isEqualTo(2);
    assertThat(api.delete(Crds.GADGETS + "/one").string("status")).isEqualTo("Success");
  }

  @Test
  void unknownFieldsAreNamedAsStrictlyAsAsked() {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    JsonObject gadget = Crds.gadget("one", "{'junk':1}");
    assertThat(
            Api.failureText(() ->
                api.send("POST", Crds.GADGETS + "?fieldValidation=Strict", Request.JSON, gadget)))
        .isEqualTo(
            "400 BadRequest: Gadget in version \"v1\" cannot be handled as a Gadget: strict"
                + " decoding error: unknown field \"spec.junk\"");
    Response warned = api.send("POST", Crds.GADGETS, Request.JSON, gadget);
    assertThat(warned.warnings()).containsExactly("unknown field \"spec.junk\"");
  }

  @Test
  void valuesAreJudgedByTheSchema() {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'size':'big'}")))
        .isEqualTo(
            "422 Invalid: Gadget.example.com \"one\" is invalid: spec.size: Invalid value:"
                + " \"string\": spec.size in body must be of type integer: \"string\"");
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'size':0}")))
        .isEqualTo(
            "422 Invalid: Gadget.example.com \"one\" is invalid: spec.size: Invalid value: 0:"
                + " spec.size in body should be greater than or equal to 1");
  }

  @Test
  void anyFinalizerIsTakenWithAWarning() {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    JsonObject held =
        Crds.gadget("one", "{}")
            .withAt(Api.json("{'f':['bad']}").array("f"), "metadata", "finalizers");
    Response done = api.send("POST", Crds.GADGETS, Request.JSON, held);
    assertThat(done.warnings()).singleElement().asString().contains("prefer a domain-qualified");
  }

  @Test
  void strategicPatchesAreNotForCustomResources() {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    Crds.post(api, "one", "{}");
    assertThat(
            Api.failure(() ->
                    api.patch(Crds.GADGETS + "/one", Request.STRATEGIC_MERGE_PATCH, "{'spec':{}}"))
                .code())
        .isEqualTo(415);
  }

  @Test
  void theSameNameTwiceIsAConflict() {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    JsonObject other =
        Crds.with(
            Crds.definition(
                "widget",
                """
                {'name':'v1','served':true,'storage':true,
                 'schema':{'openAPIV3Schema':{'type':'object'}}}
                """),
            "'Gadget'",
            "spec",
            "names",
            "kind");
    Crds.create(api, other);
    JsonObject status = api.get(Crds.PATH + "/widgets.example.com").object("status");
    assertThat(status.array("conditions").objects())
        .extracting(each -> each.string("reason") + ": " + each.string("message"))
        .containsExactly(
            "ListKindConflict: \"GadgetList\" is already in use",
            "NotAccepted: not all names are accepted");
    assertThat(Api.failure(() -> api.get("/apis/example.com/v1/widgets")).code()).isEqualTo(404);

    api.delete(Crds.PATH + "/gadgets.example.com");
    Eventually.await(
        "the other definition to get the name",
        () -> conditions("widgets.example.com").string("Established").startsWith("True"));
    assertThat(api.get("/apis/example.com/v1/widgets").string("kind")).isEqualTo("GadgetList");
  }

  @Test
  void deletionWaitsForTheObjects() throws InterruptedException {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    JsonObject held =
        Crds.gadget("held", "{}")
            .withAt(Api.json("{'f':['example.com/hold']}").array("f"), "metadata", "finalizers");
    Crds.post(api, held);
    Crds.post(api, "free", "{}");
    try (EventStream watch = api.watch(Crds.GADGETS + "?resourceVersion=0")) {
      JsonObject answer = api.delete(Crds.PATH + "/gadgets.example.com");
      assertThat(answer.object("metadata").array("finalizers").strings())
          .containsExactly("customresourcecleanup.apiextensions.k8s.io");
      assertThat(conditions().string("Terminating")).startsWith("True InstanceDeletion");
      assertThat(Api.failureText(() -> Crds.post(api, "more", "{}")))
          .isEqualTo(
              "403 Forbidden: gadgets.example.com \"more\" is forbidden: create not allowed while"
                  + " custom resource definition is terminating");
      Eventually.asserted(
          () -> assertThat(Api.names(api.get(Crds.GADGETS))).containsExactly("held"));
      var times = new AtomicInteger();
      Eventually.asserted(() -> {
        api.clock.advance(Duration.ofMinutes(2));
        String labels = "{'metadata':{'labels':{'a':'%d'}}}".formatted(times.incrementAndGet());
        api.merge(Crds.GADGETS + "/held", labels);
        assertThat(conditions().string("Terminating")).isEqualTo("True InstanceDeletionCheck");
      });
      JsonObject last =
          Eventually.value(
              () -> api.get(Crds.GADGETS + "/held"),
              object -> object.object("metadata").has("deletionTimestamp"));
      api.put(Crds.GADGETS + "/held", last.withoutAt("metadata", "finalizers"));
      Crds.awaitGone(api);
      assertThat(Api.names(api.get(Crds.PATH))).isEmpty();
      while (watch.next().isPresent()) {
        // told until the definition changed
      }
    }
  }

  @Test
  void aServerFindsTheDefinitionsThatItsStoreHas() {
    Crds.create(api, Crds.gadgets(SIZE, ""));
    Crds.post(api, "one", "{}");
    var again =
        new ApiServer(
            new ApiServerBuilder(
                    api.config.catalog().builtin(), api.clock, api.clock, new SplittableRandom(2))
                .store(api.config.store())
                .config());
    Response list =
        again
            .transport(User.of("admin", User.MASTERS))
            .send(new Request("GET", Crds.GADGETS, Map.of(), Request.JSON, JsonNull.NULL));
    assertThat(Api.names(list.body())).containsExactly("one");
  }

  @Test
  void whatIsReadIsFilledInByTheSchemaOfToday() {
    Crds.create(api, Crds.gadgets("{'size':{'type':'integer'},'old':{'type':'string'}}", ""));
    Crds.post(api, "one", "{'old':'x'}");
    JsonObject definition = api.get(Crds.PATH + "/gadgets.example.com");
    JsonObject version = Crds.gadgets(SIZE, "").object("spec").array("versions").object(0);
    api.put(Crds.PATH + "/gadgets.example.com", Crds.withVersions(definition, version));
    assertThat(api.get(Crds.GADGETS + "/one").object("spec")).isEqualTo(Api.json("{'size':3}"));
    assertThat(api.get(Crds.GADGETS).array("items").object(0).object("spec"))
        .isEqualTo(Api.json("{'size':3}"));
  }

  @Test
  void statusIsWrittenApart() {
    Crds.create(api, Crds.gadgets(SIZE, "'subresources':{'status':{}}"));
    JsonObject gadget = Crds.gadget("one", "{}").withAt(Api.json("{'up':true}"), "status");
    assertThat(Crds.post(api, gadget).has("status")).isFalse();
    JsonObject after = api.merge(Crds.GADGETS + "/one/status", "{'status':{'up':true},'spec':{}}");
    assertThat(after.object("status").bool("up")).isTrue();
    assertThat(after.object("metadata").integer("generation")).isEqualTo(1);
    JsonObject whole = api.merge(Crds.GADGETS + "/one", "{'status':null}");
    assertThat(whole.object("status").bool("up")).isTrue();
  }

  @Test
  void selectableFieldsSelect() {
    Crds.create(api, Crds.gadgets(SIZE, "'selectableFields':[{'jsonPath':'.spec.size'}]"));
    Crds.post(api, "one", "{'size':1}");
    Crds.post(api, "two", "{'size':2}");
    assertThat(Api.names(api.get(Crds.GADGETS + "?fieldSelector=spec.size=2")))
        .containsExactly("two");
    assertThat(Api.failureText(() -> api.get(Crds.GADGETS + "?fieldSelector=spec.color=2")))
        .isEqualTo("400 BadRequest: field label not supported: spec.color");
  }

  @Test
  void applyMergesByTheTypesOfTheLists() {
    Crds.create(
        api,
        Crds.gadgets(
            """
            {'ports':{'type':'array','x-kubernetes-list-type':'map',
             'x-kubernetes-list-map-keys':['name'],'items':{'type':'object','required':['name'],
              'properties':{'name':{'type':'string'},'port':{'type':'integer'}}}}}
            """,
            ""));
    String one =
        """
        {'apiVersion':'example.com/v1','kind':'Gadget','metadata':{'name':'one'},
         'spec':{'ports':[{'name':'%s','port':%d}]}}
        """;
    String apply = Crds.GADGETS + "/one?fieldManager=";
    api.patch(apply + "a", Request.APPLY_PATCH, one.formatted("http", 80));
    JsonObject both = api.patch(apply + "b", Request.APPLY_PATCH, one.formatted("https", 443));
    assertThat(both.object("spec").array("ports").objects())
        .extracting(each -> each.string("name"))
        .isEqualTo(List.of("http", "https"));
    assertThat(
            Api.failureText(
                () -> api.patch(apply + "b", Request.APPLY_PATCH, one.formatted("http", 81))))
        .startsWith(
            "409 Conflict: Apply failed with 1 conflict: conflict with \"a\":"
                + " .spec.ports[name=\"http\"].port");
    assertThat(
            Api.failureText(
                () -> Crds.post(api, "two", "{'ports':[{'name':'a'},{'name':'b'},{'name':'a'}]}")))
        .isEqualTo(
            "422 Invalid: Gadget.example.com \"two\" is invalid: spec.ports[2]: Duplicate value:"
                + " {\"name\":\"a\"}");
  }

  @Test
  void failuresAreThrown() {
    assertThat(Api.failure(() -> api.get(Crds.GADGETS)))
        .isEqualTo(StatusException.noSuchPath().status());
  }
}
