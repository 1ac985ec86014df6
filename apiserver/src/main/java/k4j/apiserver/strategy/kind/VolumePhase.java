package k4j.apiserver.strategy.kind;

import java.time.InstantSource;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// When the phase of a persistent volume changed last.
record VolumePhase(InstantSource clock) {

  private static final String SINCE = "lastPhaseTransitionTime";

  static JsonObject first(JsonObject volume) {
    JsonObject status = JsonObject.EMPTY.with("phase", "Pending");
    Json created = volume.object("metadata").get("creationTimestamp");
    return created == null ? status : status.with(SINCE, created);
  }

  JsonObject change(JsonObject volume, JsonObject old) {
    JsonObject after = volume.object("status");
    JsonObject before = old.object("status");
    if (after.string("phase").equals(before.string("phase"))) {
      return after.has(SINCE)
          ? volume
          : volume.with("status", KindStrategy.copied(after, before, SINCE));
    }
    boolean told = after.has(SINCE) && !Objects.equals(after.get(SINCE), before.get(SINCE));
    return told ? volume : volume.with("status", after.with(SINCE, Times.format(clock.instant())));
  }
}
