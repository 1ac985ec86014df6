package k4j.client;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import org.jspecify.annotations.Nullable;

/// How a delete is done: the `DeleteOptions` of `v1`.
///
/// @param gracePeriodSeconds negative for the kind's own
/// @param propagation what becomes of dependents
/// @param uid only this very object, empty for any
/// @param resourceVersion only this version, empty for any
public record DeleteOptions(
    long gracePeriodSeconds,
    Propagation propagation,
    String uid,
    String resourceVersion,
    boolean dryRun) {

  /// What becomes of the objects that the deleted one owns.
  public enum Propagation {
    /// As the kind has it.
    DEFAULT(null),
    BACKGROUND("Background"),
    FOREGROUND("Foreground"),
    ORPHAN("Orphan");

    private final @Nullable String word;

    Propagation(@Nullable String word) {
      this.word = word;
    }
  }

  public static final DeleteOptions DEFAULT =
      new DeleteOptions(-1, Propagation.DEFAULT, "", "", false);

  /// Deletes this very object, not a later one of the same name.
  public static DeleteOptions of(ApiObject object) {
    return DEFAULT.withUid(object.uid());
  }

  public DeleteOptions withGracePeriodSeconds(long seconds) {
    return new DeleteOptions(seconds, propagation, uid, resourceVersion, dryRun);
  }

  public DeleteOptions withPropagation(Propagation wanted) {
    return new DeleteOptions(gracePeriodSeconds, wanted, uid, resourceVersion, dryRun);
  }

  public DeleteOptions withUid(String only) {
    return new DeleteOptions(gracePeriodSeconds, propagation, only, resourceVersion, dryRun);
  }

  public DeleteOptions withResourceVersion(String only) {
    return new DeleteOptions(gracePeriodSeconds, propagation, uid, only, dryRun);
  }

  JsonObject json() {
    var out = JsonObject.builder().put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (gracePeriodSeconds >= 0) {
      out.put("gracePeriodSeconds", gracePeriodSeconds);
    }
    if (propagation.word != null) {
      out.put("propagationPolicy", propagation.word);
    }
    var preconditions = JsonObject.builder();
    if (!uid.isEmpty()) {
      preconditions.put("uid", uid);
    }
    if (!resourceVersion.isEmpty()) {
      preconditions.put("resourceVersion", resourceVersion);
    }
    if (preconditions.size() > 0) {
      out.put("preconditions", preconditions.build());
    }
    if (dryRun) {
      out.put("dryRun", JsonArray.of(Json.of("All")));
    }
    return out.build();
  }
}
