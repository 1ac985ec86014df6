package k4j.api.apply;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.schema.ObjectType;
import org.jspecify.annotations.Nullable;

/// Keeps account of who owns which field at one endpoint, and carries out server-side apply
/// (apimachinery `managedfields`, structured-merge-diff).
public final class FieldOwnership {

  static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final JsonObject STRIPPED =
      FieldSets.ofPaths(
          List.of(
              "apiVersion",
              "kind",
              "metadata",
              "metadata.name",
              "metadata.namespace",
              "metadata.creationTimestamp",
              "metadata.selfLink",
              "metadata.uid",
              "metadata.clusterName",
              "metadata.generation",
              "metadata.managedFields",
              "metadata.resourceVersion"));

  private final ObjectType type;
  private final String apiVersion;
  private final String kind;
  private final String subresource;
  private final JsonObject ignored;
  private volatile @Nullable JsonObject blank;

  /// @param subresource empty for the main resource
  /// @param resetFields paths such as `status` that the endpoint does not let clients change
  public FieldOwnership(
      ObjectType type,
      String apiVersion,
      String kind,
      String subresource,
      Collection<String> resetFields) {
    this.type = type;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.subresource = subresource;
    this.ignored = FieldSets.ofPaths(resetFields);
  }

  /// The object to be stored by a create, update or patch, with `managedFields` brought up to date.
  ///
  /// @param live empty where the object is new
  /// @param manager the client's name; may be empty
  public JsonObject update(JsonObject live, JsonObject next, String manager, Instant now) {
    Map<Manager, Owned> owners = startingOwners(live, next);
    JsonObject bare = Ownership.without(next);
    boolean isNew = live.object("metadata").string("uid").isEmpty();
    if (owners.isEmpty() && !isNew) {
      return bare;
    }
    Manager self = Manager.updating(manager, apiVersion, subresource);
    JsonObject before = isNew ? blank() : Ownership.without(live);
    recordUpdate(owners, before, bare, self, Times.format(now));
    return Ownership.encode(bare, UpdateCap.capped(owners));
  }

  /// What a new object is compared with: nobody owns what Go shows of it anyway.
  private JsonObject blank() {
    JsonObject known = blank;
    if (known == null) {
      known = Trees.blank(type);
      blank = known;
    }
    return known;
  }

  /// A client may write the entries itself, except through a subresource.
  private Map<Manager, Owned> startingOwners(JsonObject live, JsonObject next) {
    if (subresource.isEmpty()) {
      var entries = Ownership.entries(next);
      if (entries.size() == 1 && entries.object(0).isEmpty()) {
        return new HashMap<>(); // the way to reset them
      }
      Optional<Map<Manager, Owned>> given = Ownership.decode(next);
      if (given.isPresent() && !given.get().isEmpty()) {
        return given.get();
      }
    }
    return Ownership.decode(live).orElseGet(HashMap::new);
  }

  private void recordUpdate(
      Map<Manager, Owned> owners, JsonObject live, JsonObject next, Manager self, String time) {
    Comparison changes = Comparison.of(live, next, type).excluding(ignored);
    JsonObject changed = changes.changed();
    // What this write changed or removed is nobody's but the writer's, whatever it was before.
    owners.replaceAll((_, owned) ->
        owned.withFields(
            FieldSets.difference(
                FieldSets.difference(owned.fields(), changed), changes.removed())));
    owners.values().removeIf(owned -> owned.fields().isEmpty());
    JsonObject mine = FieldSets.difference(changed, STRIPPED);
    if (mine.isEmpty()) {
      return;
    }
    Owned before = owners.get(self);
    JsonObject all = before == null ? mine : FieldSets.union(mine, before.fields());
    owners.put(self, new Owned(all, apiVersion, time));
  }

  /// The live object with an applied configuration merged into it, neither decoded nor defaulted.
  ///
  /// @param live empty where the object is new
  /// @param force takes fields from other managers instead of refusing
  /// @throws StatusException 409 where other managers own what would change
  public JsonObject apply(
      JsonObject live, JsonObject config, String manager, boolean force, Instant now) {
    check(config);
    new ConfigCheck(kind, apiVersion).check(config, type);
    Map<Manager, Owned> owners =
        Ownership.decode(live)
            .orElseThrow(() -> StatusException.internal("failed to decode managed fields"));
    JsonObject bare = Ownership.without(live);
    String time = Times.format(now);
    if (owners.isEmpty() && !bare.isEmpty()) {
      Manager before = Manager.updating(BEFORE_FIRST_APPLY, apiVersion, subresource);
      recordUpdate(owners, blank(), bare, before, time);
    }
    Manager self = Manager.applying(manager, subresource);
    JsonObject allowed = manager.equals("kubectl") ? allowedByLastApplied(bare) : JsonObject.EMPTY;
    var application = new Application(type, apiVersion, ignored, owners, self);
    JsonObject merged = application.run(bare, config, force, allowed);
    strip(owners, self);
    boolean changed = !merged.equals(bare);
    owners.computeIfPresent(self, (_, owned) -> changed ? owned.withTime(time) : owned);
    if (manager.equals("kubectl")) {
      merged = withLastApplied(merged, config);
    }
    return Ownership.encode(merged, owners);
  }

  private static void strip(Map<Manager, Owned> owners, Manager self) {
    owners.computeIfPresent(
        self,
        (_, owned) -> {
          JsonObject rest = FieldSets.difference(owned.fields(), STRIPPED);
          return rest.isEmpty() ? null : owned.withFields(rest);
        });
  }

  private void check(JsonObject config) {
    String version = config.string("apiVersion");
    String given = config.string("kind");
    if (!version.equals(apiVersion) || !given.equals(kind)) {
      String shown = version.indexOf('/') < 0 ? "/" + version : version;
      throw StatusException.badRequest("invalid object type: " + shown + ", Kind=" + given);
    }
    if (config.object("metadata").has("managedFields")) {
      throw StatusException.badRequest("metadata.managedFields must be nil");
    }
  }

  /// Fields that client-side apply set and nobody changed since may be taken over by `kubectl`.
  private JsonObject allowedByLastApplied(JsonObject live) {
    String text = live.object("metadata").object("annotations").string(LAST_APPLIED);
    if (text.isEmpty()) {
      return JsonObject.EMPTY;
    }
    try {
      if (!(JsonParser.parse(text) instanceof JsonObject last)
          || !last.string("apiVersion").equals(apiVersion)) {
        return JsonObject.EMPTY;
      }
      Comparison since = Comparison.of(last, live, type);
      JsonObject fields = FieldWalk.fields(last, type);
      fields = FieldSets.difference(fields, since.changed());
      return FieldSets.difference(fields, since.removed());
    } catch (JsonException _) {
      return JsonObject.EMPTY; // not written by kubectl: it allows nothing
    }
  }

  private static JsonObject withLastApplied(JsonObject merged, JsonObject config) {
    Json known = merged.at("metadata", "annotations", LAST_APPLIED);
    if (!(known instanceof JsonString text) || text.value().isEmpty()) {
      return merged;
    }
    JsonObject bare = config.withoutAt("metadata", "annotations", LAST_APPLIED);
    String written = JsonWriter.toString(bare) + "\n";
    return merged.withAt(Json.of(written), "metadata", "annotations", LAST_APPLIED);
  }

  /// The new object, or the old one where nothing but times of managers would change.
  public static JsonObject keepTimesIfUnchanged(JsonObject next, JsonObject old) {
    if (!Ownership.sameButForTimes(next, old)) {
      return next;
    }
    JsonObject metadata = next.object("metadata");
    return next.with("metadata", metadata.with("managedFields", Ownership.entries(old)));
  }
}
