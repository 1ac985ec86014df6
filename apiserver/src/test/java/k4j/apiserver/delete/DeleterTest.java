package k4j.apiserver.delete;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.Api;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.apiserver.strategy.Strategy;
import k4j.store.Store;
import k4j.store.Write;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleterTest {

  private static final String CONFIGMAP = Api.CONFIGMAPS + "/a";
  private static final String POD = Api.PODS + "/a";

  /// As pods have it.
  private static final Strategy GRACEFUL =
      new Strategy() {
        @Override
        public long gracePeriodSeconds(JsonObject object) {
          return object.object("spec").integer("terminationGracePeriodSeconds", 30);
        }
      };

  private final Api api =
      new Api(builder ->
          builder.strategies(
              resource -> resource.kind().equals("Pod") ? GRACEFUL : new Strategy() {}));

  private void scheduledPod() {
    api.pod("a", "{}");
    api.post(POD + "/binding", "{'metadata':{'name':'a'},'target':{'kind':'Node','name':'n'}}");
  }

  @Test
  void mostThingsGoAtOnce() {
    JsonObject made = api.configMap("a");
    JsonObject status = api.delete(CONFIGMAP);
    assertThat(status.string("status")).isEqualTo("Success");
    assertThat(status.object("details"))
        .isEqualTo(
            Api.json(
                "{'name':'a','kind':'configmaps','uid':'%s'}"
                    .formatted(Api.metadata(made).string("uid"))));
    assertThat(Api.failureText(() -> api.delete(CONFIGMAP)))
        .isEqualTo("404 NotFound: configmaps \"a\" not found");
  }

  @Test
  void finalizersHoldAnObjectUntilTheLastIsRemoved() {
    api.post(Api.CONFIGMAPS, "{'metadata':{'name':'a','finalizers':['x.y/a','x.y/b']}}");
    JsonObject marked = api.delete(CONFIGMAP);
    assertThat(Api.metadata(marked).string("deletionTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Api.metadata(marked).get("deletionGracePeriodSeconds")).isEqualTo(Json.of(0));
    api.merge(CONFIGMAP, "{'metadata':{'finalizers':['x.y/b']}}");
    assertThat(Api.metadata(api.get(CONFIGMAP)).has("deletionTimestamp")).isTrue();
    api.merge(CONFIGMAP, "{'metadata':{'finalizers':null}}");
    assertThat(Api.failure(() -> api.get(CONFIGMAP)).reason()).isEqualTo("NotFound");
  }

  @Test
  void propagationPoliciesBecomeFinalizers() {
    api.configMap("a");
    JsonObject marked = api.delete(CONFIGMAP, "{'propagationPolicy':'Foreground'}");
    assertThat(Api.metadata(marked).array("finalizers").strings())
        .containsExactly("foregroundDeletion");
    api.configMap("b");
    marked = api.delete(Api.CONFIGMAPS + "/b", "{'propagationPolicy':'Orphan'}");
    assertThat(Api.metadata(marked).array("finalizers").strings()).containsExactly("orphan");
    api.configMap("c");
    api.delete(Api.CONFIGMAPS + "/c", "{'propagationPolicy':'Background'}");
    assertThat(Api.failure(() -> api.get(Api.CONFIGMAPS + "/c")).code()).isEqualTo(404);
  }

  @Test
  void preconditionsMustHold() {
    JsonObject made = api.configMap("a");
    String uid = Api.metadata(made).string("uid");
    assertThat(Api.failureText(() -> api.delete(CONFIGMAP, "{'preconditions':{'uid':'u'}}")))
        .isEqualTo(
            ("409 Conflict: Operation cannot be fulfilled on ConfigMap \"a\": the UID in the"
                    + " precondition (u) does not match the UID in record (%s). The object might"
                    + " have been deleted and then recreated")
                .formatted(uid));
    assertThat(
            Api.failure(() -> api.delete(CONFIGMAP, "{'preconditions':{'resourceVersion':'1'}}"))
                .code())
        .isEqualTo(409);
    api.delete(CONFIGMAP, "{'preconditions':{'uid':'%s'}}".formatted(uid));
  }

  @Test
  void aRunningPodIsGivenTime() {
    scheduledPod();
    JsonObject marked = api.delete(POD);
    assertThat(Api.metadata(marked).string("deletionTimestamp")).isEqualTo("2026-01-01T00:00:30Z");
    assertThat(Api.metadata(marked).integer("deletionGracePeriodSeconds")).isEqualTo(30);
    api.clock.advance(Duration.ofSeconds(1));
    JsonObject again = api.delete(POD, "{'gracePeriodSeconds':60}");
    assertThat(Api.metadata(again)).isEqualTo(Api.metadata(marked));
    JsonObject sooner = api.delete(POD, "{'gracePeriodSeconds':5}");
    assertThat(Api.metadata(sooner).string("deletionTimestamp")).isEqualTo("2026-01-01T00:00:05Z");
    assertThat(Api.metadata(sooner).integer("deletionGracePeriodSeconds")).isEqualTo(5);
    api.delete(POD, "{'gracePeriodSeconds':0}");
    assertThat(Api.failure(() -> api.get(POD)).code()).isEqualTo(404);
  }

  @Test
  void aPodWithoutNodeGoesAtOnce() {
    api.pod("a", "{}");
    JsonObject gone = api.delete(POD);
    assertThat(gone.string("kind")).isEqualTo("Pod");
    assertThat(Api.failure(() -> api.get(POD)).code()).isEqualTo(404);
  }

  @Test
  void aPodThatHasEndedGoesAtOnce() {
    scheduledPod();
    api.merge(POD + "/status", "{'status':{'phase':'Succeeded'}}");
    api.delete(POD);
    assertThat(Api.failure(() -> api.get(POD)).code()).isEqualTo(404);
  }

  /// A kubelet that waits for the mark may be quicker than the one who set it.
  @Test
  void whoeverIsQuickerADeletedPodIsNoError() {
    var racing =
        new Api(builder ->
            builder
                .strategies(_ -> GRACEFUL)
                .store(new RacingStore<>(store(), DeleterTest::removeTheMarked)));
    racing.post(Api.PODS, "{'metadata':{'name':'a'},'spec':{'nodeName':'n','containers':[]}}");
    JsonObject answer = racing.delete(POD + "?gracePeriodSeconds=0");
    assertThat(Api.metadata(answer).string("deletionTimestamp")).isNotEmpty();
    assertThat(Api.failure(() -> racing.get(POD)).reason()).isEqualTo("NotFound");
  }

  private static Store<StoredObject> store() {
    var clock = new MovableClock();
    return EmbeddedStore.inMemory(
        new StoredObjectCodec(Encryption.none(), new BuiltinCatalog()),
        StoreSettings.of(clock, clock));
  }

  private static void removeTheMarked(Write<StoredObject> write, Store<StoredObject> store) {
    if (write instanceof Write.Put<StoredObject>(String key, StoredObject value, var _)
        && Api.metadata(value.tree()).has("deletionTimestamp")) {
      store.commit(Write.delete(key, store.snapshot().get(key).modRevision()));
    }
  }

  @Test
  void aDryRunDeletesNothing() {
    JsonObject made = api.configMap("a");
    api.delete(CONFIGMAP + "?dryRun=All");
    assertThat(api.get(CONFIGMAP)).isEqualTo(made);
  }

  @Test
  void aNamespaceGoesWhenItsOwnFinalizersAreGone() {
    api.post(
        "/api/v1/namespaces", "{'metadata':{'name':'a'},'spec':{'finalizers':['kubernetes']}}");
    JsonObject marked = api.delete("/api/v1/namespaces/a");
    assertThat(marked.object("status").string("phase")).isEqualTo("Terminating");
    assertThat(Api.metadata(marked).has("deletionTimestamp")).isTrue();
    JsonObject again = api.delete("/api/v1/namespaces/a");
    assertThat(again.object("status").string("phase")).isEqualTo("Terminating");
    JsonObject done = marked.with("spec", JsonObject.EMPTY);
    api.put("/api/v1/namespaces/a/finalize", done);
    assertThat(Api.failure(() -> api.get("/api/v1/namespaces/a")).code()).isEqualTo(404);
  }

  @Test
  void aCollectionIsDeletedBySelector() {
    api.pod("a", "{'app':'web'}");
    api.pod("b", "{'app':'web'}");
    api.pod("c", "{'app':'db'}");
    JsonObject deleted = api.delete(Api.PODS + "?labelSelector=app=web");
    assertThat(Api.names(deleted)).containsExactly("a", "b");
    assertThat(Api.names(api.get(Api.PODS))).containsExactly("c");
  }

  @Test
  void aLargeCollectionIsDeletedWholeOrSaysWhyNot() {
    for (int i = 0; i < 60; i++) {
      api.configMap("c-" + i);
    }
    String uid = "{'preconditions':{'uid':'another'}}";
    assertThat(Api.failure(() -> api.delete(Api.CONFIGMAPS, uid)).code()).isEqualTo(409);
    assertThat(Api.names(api.delete(Api.CONFIGMAPS))).hasSize(60).isSorted();
    assertThat(Api.names(api.get(Api.CONFIGMAPS))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'kind':'DeleteOptions','apiVersion':'apps/v1'} |
          {'kind':'CreateOptions','apiVersion':'meta.k8s.io/v1'} | 400 BadRequest: decoded object cannot be converted to DeleteOptions
          {'kind':'Pod','apiVersion':'v1'} | 400 BadRequest: no kind "Pod" is registered for version "v1" in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"
          {'propagationPolicy':'Never'} | 422 Invalid: DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Never": supported values: "Foreground", "Background", "Orphan", "nil"
          {'dryRun':['Some']} | 422 Invalid: DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"
          {'ignoreStoreReadErrorWithClusterBreakingPotential':true,'gracePeriodSeconds':0} |
          """)
  void optionsAreChecked(String options, String failure) {
    api.configMap("a");
    if (failure == null) {
      api.delete(CONFIGMAP, options);
      assertThat(Api.failure(() -> api.get(CONFIGMAP)).code()).isEqualTo(404);
    } else {
      assertThat(Api.failureText(() -> api.delete(CONFIGMAP, options))).isEqualTo(failure);
    }
  }

  @Test
  void contradictingOptionsAreRefused() {
    api.configMap("a");
    assertThat(
            Api.failureText(() ->
                api.delete(CONFIGMAP, "{'orphanDependents':true,'propagationPolicy':'Orphan'}")))
        .isEqualTo(
            "422 Invalid: DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid"
                + " value: \"Orphan\": orphanDependents and deletionPropagation cannot be both"
                + " set");
  }
}
