package k4j.apiserver.extension.definition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// The conditions of a definition (apiextensions-apiserver, `apihelpers`). Pure.
public final class DefinitionConditions {

  public static final String NAMES_ACCEPTED = "NamesAccepted";
  public static final String ESTABLISHED = "Established";
  public static final String TERMINATING = "Terminating";
  public static final String NON_STRUCTURAL = "NonStructuralSchema";
  public static final String APPROVAL = "KubernetesAPIApprovalPolicyConformant";
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private DefinitionConditions() {}

  /// One condition, without its time.
  public record Condition(String type, String status, String reason, String message) {
    JsonObject json(String time) {
      return JsonObject.EMPTY
          .with("type", type)
          .with("status", status)
          .with("lastTransitionTime", time)
          .with("reason", reason)
          .with("message", message);
    }

    boolean sameAs(JsonObject other) {
      return status.equals(other.string("status"))
          && reason.equals(other.string("reason"))
          && message.equals(other.string("message"));
    }
  }

  public static Optional<JsonObject> find(JsonObject definition, String type) {
    return definition.object("status").array("conditions").objects().stream()
        .filter(each -> each.string("type").equals(type))
        .findFirst();
  }

  public static boolean isTrue(JsonObject definition, String type) {
    return find(definition, type).map(each -> each.string("status").equals("True")).orElse(false);
  }

  /// The definition with a condition; its time moves only where its status does.
  public static JsonObject set(JsonObject definition, Condition condition, Instant now) {
    List<JsonObject> all =
        new ArrayList<>(definition.object("status").array("conditions").objects());
    String time = Times.format(now);
    for (int i = 0; i < all.size(); i++) {
      JsonObject old = all.get(i);
      if (old.string("type").equals(condition.type())) {
        boolean same =
            old.string("status").equals(condition.status())
                && !old.string("lastTransitionTime").isEmpty();
        all.set(i, condition.json(same ? old.string("lastTransitionTime") : time));
        return with(definition, all);
      }
    }
    all.add(condition.json(time));
    return with(definition, all);
  }

  public static JsonObject without(JsonObject definition, String type) {
    List<JsonObject> all =
        new ArrayList<>(definition.object("status").array("conditions").objects());
    return all.removeIf(each -> each.string("type").equals(type))
        ? with(definition, all)
        : definition;
  }

  private static JsonObject with(JsonObject definition, List<JsonObject> conditions) {
    return definition.withAt(JsonArray.of(conditions), "status", "conditions");
  }

  /// The definition as its deletion leaves it: held until its objects are gone.
  public static JsonObject terminating(JsonObject definition, Instant now) {
    JsonObject metadata = definition.object("metadata");
    JsonArray finalizers = metadata.array("finalizers");
    if (!finalizers.strings().contains(CLEANUP)) {
      metadata = metadata.with("finalizers", finalizers.with(Json.of(CLEANUP)));
    }
    metadata = metadata.with("deletionTimestamp", Times.format(now));
    return set(
        definition.with("metadata", metadata),
        new Condition(
            TERMINATING,
            "True",
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin"
                + " soon"),
        now);
  }
}
