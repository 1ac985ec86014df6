package k4j.apiserver.delete;

import java.time.Instant;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.apiserver.extension.definition.DefinitionConditions;
import k4j.apiserver.strategy.Strategy;
import k4j.apiserver.write.Metadata;
import org.jspecify.annotations.Nullable;

/// Decides what deleting an object means in the state it is in (apiserver, `rest.BeforeDelete` and
/// `registry.Store.Delete`).
final class DeletePlan {

  private DeletePlan() {}

  /// What is to be done.
  sealed interface Step {
    /// Take it out of the store.
    record Remove() implements Step {}

    /// Write it as being deleted.
    ///
    /// @param thenRemove whether nothing holds it after that
    record Mark(JsonObject object, boolean thenRemove) implements Step {}

    /// It is being deleted already.
    record Wait() implements Step {}
  }

  private record Grace(JsonObject object, boolean graceful, boolean pending, long seconds) {}

  static Step of(JsonObject object, DeleteOptions options, Strategy strategy, Instant now) {
    Grace grace = grace(object, options, strategy, now);
    if (grace.pending()) {
      return new Step.Wait();
    }
    JsonObject out = DependentsPlan.apply(grace.object(), options, strategy.defaultPropagation());
    boolean held = !Metadata.finalizers(out).isEmpty();
    if (grace.graceful()) {
      return new Step.Mark(out, !held && grace.seconds() == 0);
    }
    return held ? new Step.Mark(marked(out, now), false) : new Step.Remove();
  }

  /// A namespace is first marked, and goes when its own finalizers are gone.
  static Step ofNamespace(
      JsonObject namespace, DeleteOptions options, Strategy strategy, Instant now) {
    if (Metadata.deleting(namespace)) {
      return namespace.object("spec").array("finalizers").isEmpty()
          ? of(namespace, options, strategy, now)
          : new Step.Wait();
    }
    JsonObject out = DependentsPlan.apply(namespace, options, "background");
    out = withTime(out, now).withAt(Json.of("Terminating"), "status", "phase");
    return new Step.Mark(out, false);
  }

  /// A definition is first marked, and goes when its objects are gone.
  static Step ofDefinition(
      JsonObject definition, DeleteOptions options, Strategy strategy, Instant now) {
    return Metadata.deleting(definition)
        ? of(definition, options, strategy, now)
        : new Step.Mark(DefinitionConditions.terminating(definition, now), false);
  }

  private static Grace grace(
      JsonObject object, DeleteOptions options, Strategy strategy, Instant now) {
    long usual = strategy.gracePeriodSeconds(object);
    Long asked = options.gracePeriodSeconds();
    Long wanted = asked != null && asked < 0 ? Long.valueOf(1) : asked;
    if (usual < 0) {
      return new Grace(object, false, false, 0);
    }
    if (Metadata.deleting(object)) {
      return shortened(object, wanted, now);
    }
    long seconds = endsAtOnce(object) ? 0 : wanted == null ? usual : wanted;
    JsonObject out = withTime(object, now.plusSeconds(seconds));
    out = out.withAt(Json.of(seconds), "metadata", "deletionGracePeriodSeconds");
    return new Grace(counted(out), true, false, seconds);
  }

  /// Nobody has to stop a pod that no node runs, or whose containers have ended.
  private static boolean endsAtOnce(JsonObject object) {
    if (!object.string("kind").equals("Pod")) {
      return false;
    }
    String phase = object.object("status").string("phase");
    return object.object("spec").string("nodeName").isEmpty()
        || phase.equals("Failed")
        || phase.equals("Succeeded");
  }

  /// A deletion under way can only be hastened.
  private static Grace shortened(JsonObject object, @Nullable Long wanted, Instant now) {
    JsonObject metadata = object.object("metadata");
    long current = metadata.integer("deletionGracePeriodSeconds");
    if (current == 0) {
      return new Grace(object, false, false, 0);
    }
    if (wanted == null || wanted >= current) {
      return new Grace(object, false, true, current);
    }
    long seconds = wanted;
    Instant time =
        Times.in(metadata, "deletionTimestamp")
            .orElse(now)
            .minusSeconds(current)
            .plusSeconds(seconds);
    if (time.isBefore(now)) {
      time = now;
      seconds = seconds == 0 ? 0 : 1;
    }
    JsonObject out =
        withTime(object, time).withAt(Json.of(seconds), "metadata", "deletionGracePeriodSeconds");
    return new Grace(out, true, false, seconds);
  }

  /// Held by finalizers only.
  private static JsonObject marked(JsonObject object, Instant now) {
    JsonObject metadata = object.object("metadata");
    JsonObject out = object;
    if (!metadata.has("deletionTimestamp")) {
      out = counted(withTime(out, now));
    } else if (Times.in(metadata, "deletionTimestamp").orElse(now).isAfter(now)) {
      out = withTime(out, now);
    }
    return out.withAt(Json.of(0), "metadata", "deletionGracePeriodSeconds");
  }

  private static JsonObject withTime(JsonObject object, Instant time) {
    return object.withAt(Json.of(Times.format(time)), "metadata", "deletionTimestamp");
  }

  private static JsonObject counted(JsonObject object) {
    long generation = object.object("metadata").integer("generation");
    return generation > 0
        ? object.withAt(Json.of(generation + 1), "metadata", "generation")
        : object;
  }
}
