package k4j.apiserver.extension;

import k4j.api.json.JsonObject;
import k4j.apiserver.registry.WriteHook;
import org.jspecify.annotations.Nullable;

/// Puts a definition that was written into effect.
record DefinitionHook(Runnable refresh) implements WriteHook {

  @Override
  public Held prepare(JsonObject object, @Nullable JsonObject old, boolean dryRun) {
    return new Held(object, refresh, () -> {});
  }

  @Override
  public void marked(JsonObject object) {
    refresh.run();
  }

  @Override
  public void deleted(JsonObject object) {
    refresh.run();
  }
}
