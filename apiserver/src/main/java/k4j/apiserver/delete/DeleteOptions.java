package k4j.apiserver.delete;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;
import k4j.apiserver.write.WriteOptions;
import org.jspecify.annotations.Nullable;

/// How something is to be deleted (meta/v1 `DeleteOptions`), checked.
///
/// @param gracePeriodSeconds null where the request does not say
/// @param orphanDependents null where the request does not say
/// @param propagationPolicy `Orphan`, `Background`, `Foreground` or empty
/// @param uid the object must have it; empty for any
/// @param resourceVersion the object must have it; empty for any
public record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    @Nullable Boolean orphanDependents,
    String propagationPolicy,
    String uid,
    String resourceVersion,
    boolean dryRun) {

  private static final Set<String> POLICIES = Set.of("", "Orphan", "Background", "Foreground");

  private static final Set<String> OTHER_OPTIONS =
      Set.of("CreateOptions", "GetOptions", "ListOptions", "PatchOptions", "UpdateOptions");
  private static final String SCHEME = "pkg/apis/meta/internalversion/scheme/register.go:27";

  public static final DeleteOptions NOW = new DeleteOptions(0L, null, "", "", "", false);

  static final DeleteOptions BACKGROUND =
      new DeleteOptions(null, null, "Background", "", "", false);

  /// The same of an object that must still have a version.
  public DeleteOptions at(String version) {
    return new DeleteOptions(
        gracePeriodSeconds, orphanDependents, propagationPolicy, uid, version, dryRun);
  }

  /// Reads the body, or the URL where there is none.
  public static DeleteOptions of(Call call) {
    if (call.body().isEmpty()) {
      return checked(ofQuery(call.query()));
    }
    if (call.body().read().json() instanceof JsonObject json) {
      checkKind(json);
      return of(json);
    }
    throw StatusException.badRequest("decoded object cannot be converted to DeleteOptions");
  }

  /// Every group speaks of the same options; nothing else may be sent.
  private static void checkKind(JsonObject json) {
    String kind = json.string("kind");
    if (kind.isEmpty() || kind.equals("DeleteOptions")) {
      return;
    }
    if (OTHER_OPTIONS.contains(kind)) {
      throw StatusException.badRequest("decoded object cannot be converted to DeleteOptions");
    }
    String version = json.string("apiVersion");
    throw StatusException.badRequest(
        "no kind \"%s\" is registered for version \"%s\" in scheme \"%s\""
            .formatted(kind, version.isEmpty() ? "meta.k8s.io/v1" : version, SCHEME));
  }

  /// @throws StatusException where the options are not valid
  public static DeleteOptions of(JsonObject json) {
    return checked(json);
  }

  private static JsonObject ofQuery(Query query) {
    JsonObject out = JsonObject.EMPTY;
    if (query.integer("gracePeriodSeconds").isPresent()) {
      out = out.with("gracePeriodSeconds", query.integer("gracePeriodSeconds").getAsLong());
    }
    if (query.has("orphanDependents")) {
      out = out.with("orphanDependents", query.bool("orphanDependents"));
    }
    if (query.has("propagationPolicy")) {
      out = out.with("propagationPolicy", query.first("propagationPolicy"));
    }
    List<String> dryRun = query.all("dryRun");
    return dryRun.isEmpty() ? out : out.with("dryRun", JsonArray.ofStrings(dryRun));
  }

  private static DeleteOptions checked(JsonObject json) {
    Boolean orphan =
        json.get("orphanDependents") instanceof JsonBoolean truth ? truth.value() : null;
    String policy = json.get("propagationPolicy") instanceof JsonString text ? text.value() : "";
    List<String> dryRun = json.array("dryRun").strings();
    var causes = new ArrayList<Cause>();
    if (orphan != null && json.has("propagationPolicy")) {
      causes.add(
          invalid(
              "FieldValueInvalid",
              "Invalid value: \"%s\": orphanDependents and deletionPropagation cannot be both set"
                  .formatted(policy)));
    }
    if (!POLICIES.contains(policy)) {
      causes.add(
          invalid(
              "FieldValueNotSupported",
              "Unsupported value: \"%s\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""
                  .formatted(policy)));
    }
    causes.addAll(WriteOptions.dryRunCauses(dryRun));
    if (!causes.isEmpty()) {
      throw StatusException.invalid("meta.k8s.io", "DeleteOptions", "", causes);
    }
    JsonObject preconditions = json.object("preconditions");
    return new DeleteOptions(
        json.get("gracePeriodSeconds") instanceof JsonInteger grace ? grace.value() : null,
        orphan,
        policy,
        preconditions.string("uid"),
        preconditions.string("resourceVersion"),
        !dryRun.isEmpty());
  }

  private static Cause invalid(String reason, String message) {
    return new Cause(reason, message, "propagationPolicy");
  }

  /// As admission sees them.
  public JsonObject json() {
    JsonObject out =
        JsonObject.EMPTY.with("kind", "DeleteOptions").with("apiVersion", "meta.k8s.io/v1");
    if (gracePeriodSeconds != null) {
      out = out.with("gracePeriodSeconds", gracePeriodSeconds);
    }
    if (!propagationPolicy.isEmpty()) {
      out = out.with("propagationPolicy", propagationPolicy);
    }
    return dryRun ? out.with("dryRun", JsonArray.ofStrings(List.of("All"))) : out;
  }
}
