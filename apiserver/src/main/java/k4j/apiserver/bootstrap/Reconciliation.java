package k4j.apiserver.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.authorization.Rule;
import k4j.apiserver.authorization.RuleCover;
import org.jspecify.annotations.Nullable;

/// What to do about a default object that exists already. Pure.
final class Reconciliation {

  static final String ROLE_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";
  static final String SPEC_UPDATE = "apf.kubernetes.io/autoupdate-spec";

  private Reconciliation() {}

  /// What is to be done.
  sealed interface Step {
    record Replace(JsonObject object) implements Step {}

    /// The role of a binding cannot be changed.
    record Recreate(JsonObject object) implements Step {}
  }

  /// Empty where the object is good as it is.
  static Optional<Step> plan(DefaultObject wanted, JsonObject existing) {
    JsonObject annotations = existing.object("metadata").object("annotations");
    return switch (wanted.upkeep()) {
      case NONE -> Optional.empty();
      case ROLE ->
          annotations.string(ROLE_UPDATE).equals("false")
              ? Optional.empty()
              : changed(existing, role(wanted.object(), existing));
      case BINDING ->
          annotations.string(ROLE_UPDATE).equals("false")
              ? Optional.empty()
              : binding(wanted.object(), existing);
      case SPEC ->
          annotations.string(SPEC_UPDATE).equals("false")
              ? Optional.empty()
              : changed(existing, spec(wanted.object(), existing));
      case WHOLE -> changed(existing, whole(wanted.object(), existing));
    };
  }

  private static Optional<Step> changed(JsonObject existing, JsonObject next) {
    return next.equals(existing) ? Optional.empty() : Optional.of(new Step.Replace(next));
  }

  private static JsonObject role(JsonObject wanted, JsonObject existing) {
    JsonObject next = withMetadata(wanted, existing);
    if (wanted.has("aggregationRule")) {
      return next.with("aggregationRule", wanted.object("aggregationRule"));
    }
    List<Rule> held = Rule.allOf(existing);
    JsonArray rules = existing.array("rules");
    for (JsonObject rule : wanted.array("rules").objects()) {
      if (!RuleCover.missing(held, List.of(Rule.of(rule))).isEmpty()) {
        rules = rules.with(rule);
      }
    }
    return rules == existing.array("rules") ? next : next.with("rules", rules);
  }

  private static Optional<Step> binding(JsonObject wanted, JsonObject existing) {
    if (!wanted.object("roleRef").equals(existing.object("roleRef"))) {
      return Optional.of(new Step.Recreate(wanted));
    }
    JsonObject next = withMetadata(wanted, existing);
    var subjects = new ArrayList<Json>(existing.array("subjects").objects());
    for (JsonObject subject : wanted.array("subjects").objects()) {
      if (!subjects.contains(subject)) {
        subjects.add(subject);
      }
    }
    return changed(
        existing,
        subjects.size() == existing.array("subjects").size()
            ? next
            : next.with("subjects", JsonArray.of(subjects)));
  }

  /// Defaulting may have added fields: only what is wanted is compared.
  private static JsonObject spec(JsonObject wanted, JsonObject existing) {
    return contains(existing.object("spec"), wanted.object("spec"))
        ? existing
        : existing.with("spec", wanted.object("spec"));
  }

  private static JsonObject whole(JsonObject wanted, JsonObject existing) {
    JsonObject next = withMetadata(wanted, existing);
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.nameAt(i);
      Json value = wanted.valueAt(i);
      if (!name.equals("metadata") && !contains(existing.get(name), value)) {
        next = next.with(name, value);
      }
    }
    return next;
  }

  private static JsonObject withMetadata(JsonObject wanted, JsonObject existing) {
    JsonObject next = existing;
    for (String map : List.of("labels", "annotations")) {
      JsonObject want = wanted.object("metadata").object(map);
      for (String name : want.names()) {
        if (!next.object("metadata").object(map).string(name).equals(want.string(name))) {
          next = next.withAt(Json.of(want.string(name)), "metadata", map, name);
        }
      }
    }
    return next;
  }

  /// Whether everything wanted is there; objects may have more fields, which defaulting added.
  static boolean contains(@Nullable Json existing, Json wanted) {
    if (existing instanceof JsonObject have && wanted instanceof JsonObject want) {
      for (int i = 0; i < want.size(); i++) {
        if (!contains(have.get(want.nameAt(i)), want.valueAt(i))) {
          return false;
        }
      }
      return true;
    }
    if (existing instanceof JsonArray have && wanted instanceof JsonArray want) {
      for (int i = 0; i < want.size(); i++) {
        if (i >= have.size() || !contains(have.get(i), want.get(i))) {
          return false;
        }
      }
      return have.size() == want.size();
    }
    return wanted.equals(existing);
  }
}
