package k4j.apiserver.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;

class UpdaterTest {

  private static final String ONE = Api.CONFIGMAPS + "/a";

  private final Api api = new Api();

  @Test
  void aChangeIsStoredAndGetsANewVersion() {
    JsonObject made = api.configMap("a");
    JsonObject changed = api.put(ONE, made.withAt(Json.of("other"), "data", "key"));
    assertThat(changed.object("data").string("key")).isEqualTo("other");
    assertThat(Long.parseLong(Api.version(changed)))
        .isGreaterThan(Long.parseLong(Api.version(made)));
    assertThat(api.get(ONE)).isEqualTo(changed);
  }

  @Test
  void anUpdateWithoutChangeIsNotWritten() {
    JsonObject made = api.configMap("a");
    assertThat(api.put(ONE, made)).isEqualTo(made);
    assertThat(api.put(ONE, made.withoutAt("metadata", "resourceVersion"))).isEqualTo(made);
    assertThat(api.config.store().revision()).isEqualTo(2);
  }

  @Test
  void anOldVersionConflicts() {
    JsonObject made = api.configMap("a");
    api.put(ONE, made.withAt(Json.of("b"), "data", "key"));
    assertThat(Api.failureText(() -> api.put(ONE, made.withAt(Json.of("c"), "data", "key"))))
        .isEqualTo(
            "409 Conflict: Operation cannot be fulfilled on configmaps \"a\": the object has been"
                + " modified; please apply your changes to the latest version and try again");
  }

  @Test
  void anotherUidConflicts() {
    JsonObject made = api.configMap("a");
    String uid = Api.metadata(made).string("uid");
    assertThat(Api.failureText(() -> api.put(ONE, made.withAt(Json.of("u"), "metadata", "uid"))))
        .isEqualTo(
            "409 Conflict: Operation cannot be fulfilled on configmaps \"a\": StorageError: invalid"
                + " object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0,"
                + " AdditionalErrorMsg: Precondition failed: UID in precondition: u, UID in object"
                + " meta: "
                + uid);
  }

  @Test
  void whatIsNotThereCannotBeReplaced() {
    JsonObject object = Api.json("{'metadata':{'name':'a'}}");
    assertThat(Api.failureText(() -> api.put(ONE, object)))
        .isEqualTo("404 NotFound: configmaps \"a\" not found");
  }

  @Test
  void theNameMustBeThatOfTheUrl() {
    JsonObject made = api.configMap("a");
    assertThat(Api.failureText(() -> api.put(ONE, made.withAt(Json.of("b"), "metadata", "name"))))
        .isEqualTo(
            "400 BadRequest: the name of the object (b) does not match the name on the URL (a)");
  }

  @Test
  void systemFieldsAreKept() {
    JsonObject made = api.configMap("a");
    JsonObject sent =
        Api.json("{'metadata':{'name':'a','creationTimestamp':'2001-01-01T00:00:00Z'}}");
    JsonObject metadata = Api.metadata(api.put(ONE, sent));
    assertThat(metadata.string("uid")).isEqualTo(Api.metadata(made).string("uid"));
    assertThat(metadata.string("creationTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void aDryRunShowsTheChangeAndStoresNothing() {
    JsonObject made = api.configMap("a");
    JsonObject shown = api.put(ONE + "?dryRun=All", made.withAt(Json.of("other"), "data", "key"));
    assertThat(shown.object("data").string("key")).isEqualTo("other");
    assertThat(api.get(ONE)).isEqualTo(made);
  }

  @Test
  void patchesThatMeetAreAllApplied() throws InterruptedException {
    api.configMap("a");
    var threads =
        IntStream.range(0, 20)
            .mapToObj(i ->
                Thread.ofVirtual().start(() -> api.merge(ONE, "{'data':{'k%d':'v'}}".formatted(i))))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(api.get(ONE).object("data").size()).isEqualTo(21);
  }

  @Test
  void aPatchWithAnOldVersionConflicts() {
    JsonObject made = api.configMap("a");
    api.merge(ONE, "{'data':{'x':'y'}}");
    String patch =
        "{'metadata':{'resourceVersion':'%s'},'data':{'x':'z'}}".formatted(Api.version(made));
    assertThat(Api.failure(() -> api.merge(ONE, patch)).reason()).isEqualTo("Conflict");
  }
}
