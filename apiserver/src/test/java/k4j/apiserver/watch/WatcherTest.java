package k4j.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.transport.EventStream;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.Api;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

class WatcherTest {

  private final Api api = new Api();

  private static WatchEvent next(EventStream stream) {
    return stream.next().orElseThrow();
  }

  private static String text(WatchEvent event) {
    JsonObject metadata = Api.metadata(event.object());
    return event.type() + " " + metadata.string("name") + "@" + metadata.string("resourceVersion");
  }

  private static List<String> texts(EventStream stream, int count) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      texts.add(text(next(stream)));
    }
    return texts;
  }

  @Test
  void changesFollowARevision() {
    api.configMap("a");
    try (EventStream stream = api.watch(Api.CONFIGMAPS + "?resourceVersion=2")) {
      api.configMap("b");
      api.merge(Api.CONFIGMAPS + "/a", "{'data':{'x':'y'}}");
      api.delete(Api.CONFIGMAPS + "/b");
      assertThat(texts(stream, 3)).containsExactly("ADDED b@3", "MODIFIED a@4", "DELETED b@5");
    }
  }

  @Test
  void withoutARevisionTheStateComesFirst() {
    api.configMap("a");
    try (EventStream stream = api.watch(Api.CONFIGMAPS)) {
      api.configMap("b");
      assertThat(texts(stream, 2)).containsExactly("ADDED a@2", "ADDED b@3");
    }
  }

  @Test
  void aListByWatchEndsInABookmark() {
    api.configMap("a");
    String query =
        "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    try (EventStream stream = api.watch(Api.CONFIGMAPS + query)) {
      assertThat(text(next(stream))).isEqualTo("ADDED a@2");
      WatchEvent end = next(stream);
      assertThat(end.type()).isEqualTo(WatchEvent.Type.BOOKMARK);
      assertThat(end.object())
          .isEqualTo(
              Api.json(
                  "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'resourceVersion':'2',"
                      + "'annotations':{'k8s.io/initial-events-end':'true'}}}"));
      api.configMap("b");
      assertThat(text(next(stream))).isEqualTo("ADDED b@3");
    }
  }

  @Test
  void selectorsTurnChangesIntoAdditionsAndDeletions() {
    api.pod("a", "{'app':'web'}");
    try (EventStream stream = api.watch(Api.PODS + "?resourceVersion=1&labelSelector=app=web")) {
      api.merge(Api.PODS + "/a", "{'metadata':{'annotations':{'x':'y'}}}");
      api.merge(Api.PODS + "/a", "{'metadata':{'labels':{'app':'db'}}}");
      api.merge(Api.PODS + "/a", "{'metadata':{'labels':{'app':'other'}}}");
      api.merge(Api.PODS + "/a", "{'metadata':{'labels':{'app':'web'}}}");
      assertThat(texts(stream, 2)).containsExactly("ADDED a@2", "MODIFIED a@3");
      WatchEvent left = next(stream);
      assertThat(text(left)).isEqualTo("DELETED a@4");
      assertThat(Api.metadata(left.object()).object("labels").string("app")).isEqualTo("web");
      assertThat(text(next(stream))).isEqualTo("ADDED a@6");
    }
  }

  @Test
  void oneObjectCanBeWatched() {
    try (EventStream stream =
        api.watch(Api.CONFIGMAPS + "?resourceVersion=1&fieldSelector=metadata.name=b")) {
      api.configMap("a");
      api.configMap("b");
      api.configMap("bb");
      api.delete(Api.CONFIGMAPS + "/b");
      assertThat(texts(stream, 2)).containsExactly("ADDED b@3", "DELETED b@5");
    }
  }

  @Test
  void anOldRevisionIsAnErrorInTheStream() {
    api.configMap("a");
    api.configMap("b");
    api.config.store().compact(3);
    try (EventStream stream = api.watch(Api.CONFIGMAPS + "?resourceVersion=1")) {
      WatchEvent error = next(stream);
      assertThat(error.type()).isEqualTo(WatchEvent.Type.ERROR);
      assertThat(error.object().integer("code")).isEqualTo(410);
      assertThat(error.object().string("reason")).isEqualTo("Expired");
      assertThat(error.object().string("message")).isEqualTo("too old resource version: 1 (3)");
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void aWatchEndsAtItsTimeoutWithABookmark() {
    try (EventStream stream =
        api.watch(
            Api.CONFIGMAPS + "?resourceVersion=1&timeoutSeconds=5&allowWatchBookmarks=true")) {
      api.configMap("a");
      assertThat(text(next(stream))).isEqualTo("ADDED a@2");
      api.clock.advance(Duration.ofSeconds(5));
      assertThat(text(next(stream))).isEqualTo("BOOKMARK @2");
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void anOtherwiseIdleWatchHearsOfProgressEveryMinute() {
    try (EventStream stream =
        api.watch(Api.CONFIGMAPS + "?resourceVersion=1&allowWatchBookmarks=true")) {
      api.pod("a", "{}");
      Eventually.value(
          () -> {
            api.clock.advance(Duration.ofSeconds(61));
            return text(next(stream));
          },
          "BOOKMARK @2"::equals); // the store may tell of its progress a moment later
    }
  }

  @Test
  void optionsOfListsByWatchAreChecked() {
    assertThat(Api.failureText(() -> api.watch(Api.CONFIGMAPS + "?sendInitialEvents=true")))
        .isEqualTo(
            "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch:"
                + " Forbidden: sendInitialEvents requires setting resourceVersionMatch to"
                + " NotOlderThan");
    assertThat(
            Api.failureText(() -> api.watch(Api.CONFIGMAPS + "?resourceVersionMatch=NotOlderThan")))
        .isEqualTo(
            "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch:"
                + " Forbidden: resourceVersionMatch is forbidden for watch unless"
                + " sendInitialEvents is provided");
  }
}
