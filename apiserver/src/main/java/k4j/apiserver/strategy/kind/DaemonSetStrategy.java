package k4j.apiserver.strategy.kind;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.apiserver.strategy.workload.DaemonSetValidation;

/// Daemon sets: their templates are counted, in an annotation that only the server writes.
public final class DaemonSetStrategy extends KindStrategy {

  private static final String[] GENERATION = {
    "metadata", "annotations", "deprecated.daemonset.template.generation"
  };

  public DaemonSetStrategy() {
    super(
        true,
        KindRules.SPEC_AND_STATUS
            .startingWith(_ ->
                WorkloadKinds.zeros(
                    "currentNumberScheduled",
                    "desiredNumberScheduled",
                    "numberMisscheduled",
                    "numberReady"))
            .validating(new DaemonSetValidation()));
  }

  @Override
  public JsonObject prepareForCreate(JsonObject set) {
    return counted(super.prepareForCreate(set), Math.max(1, generation(set)));
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject set, JsonObject old, String subresource) {
    JsonObject result = super.prepareForUpdate(set, old, subresource);
    boolean changed =
        !result.object("spec").object("template").equals(old.object("spec").object("template"));
    return counted(result, generation(old) + (changed ? 1 : 0));
  }

  private static JsonObject counted(JsonObject set, long generation) {
    return set.withAt(Json.of(Long.toString(generation)), GENERATION);
  }

  /// Zero where there is none.
  private static long generation(JsonObject set) {
    try {
      return Long.parseLong(
          set.object("metadata").object("annotations").string(GENERATION[GENERATION.length - 1]));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
