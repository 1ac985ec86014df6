package k4j.apiserver.extension.definition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.definition.DefinitionConditions.Condition;
import k4j.apiserver.extension.schema.Structural;

/// Decides what the status of a definition says: which names it got, whether it is established
/// (apiextensions-apiserver, the controllers `status`, `establish`, `apiapproval` and
/// `nonstructuralschema`). Pure.
public final class StatusPlan {

  static final String APPROVED = "api-approved.kubernetes.io";

  private StatusPlan() {}

  /// The names that definitions of one group have got.
  public record Taken(Set<String> resources, Set<String> kinds) {
    public Taken() {
      this(new HashSet<>(), new HashSet<>());
    }

    /// Adds those of one more.
    public void add(JsonObject accepted) {
      resources.add(accepted.string("plural"));
      resources.add(accepted.string("singular"));
      resources.addAll(accepted.array("shortNames").strings());
      kinds.add(accepted.string("kind"));
      kinds.add(accepted.string("listKind"));
    }
  }

  /// Whether nothing that others do can change the status of an established definition.
  public static boolean isSettled(JsonObject definition) {
    JsonObject spec = definition.object("spec");
    return spec.object("names").equals(definition.object("status").object("acceptedNames"))
        && !isProtected(spec.string("group"))
        && !spec.bool("preserveUnknownFields");
  }

  /// The definition with the status that it should have; the same one where it has it.
  public static JsonObject apply(JsonObject definition, Taken taken, Instant now) {
    JsonObject result = named(definition, taken, now);
    result = established(result, now);
    result = approved(result, now);
    return structural(result, now);
  }

  private static JsonObject named(JsonObject definition, Taken taken, Instant now) {
    JsonObject wanted = definition.object("spec").object("names");
    JsonObject accepted = definition.object("status").object("acceptedNames");
    if (wanted.equals(accepted)) {
      return definition;
    }
    var naming = new Naming(wanted, accepted, taken);
    Condition condition = naming.decide();
    JsonObject names = naming.names;
    Optional<JsonObject> old =
        DefinitionConditions.find(definition, DefinitionConditions.NAMES_ACCEPTED);
    if (names.equals(accepted) && old.isPresent() && condition.sameAs(old.get())) {
      return definition;
    }
    JsonObject result = definition.withAt(names, "status", "acceptedNames");
    result = DefinitionConditions.set(result, condition, now);
    boolean isNew = DefinitionConditions.find(result, DefinitionConditions.ESTABLISHED).isEmpty();
    return isNew
        ? DefinitionConditions.set(
            result,
            new Condition(
                DefinitionConditions.ESTABLISHED,
                "False",
                "NotAccepted",
                "not all names are accepted"),
            now)
        : result;
  }

  private static JsonObject established(JsonObject definition, Instant now) {
    boolean due =
        DefinitionConditions.isTrue(definition, DefinitionConditions.NAMES_ACCEPTED)
            && !DefinitionConditions.isTrue(definition, DefinitionConditions.ESTABLISHED);
    if (!due) {
      return definition;
    }
    JsonObject client =
        definition.object("spec").object("conversion").object("webhook").object("clientConfig");
    boolean broken = client.has("caBundle") && !CaBundle.isValid(client.string("caBundle"));
    var condition =
        broken
            ? new Condition(
                DefinitionConditions.ESTABLISHED,
                "False",
                "InvalidCABundle",
                "The conversion webhook CABundle is invalid")
            : new Condition(
                DefinitionConditions.ESTABLISHED,
                "True",
                "InitialNamesAccepted",
                "the initial names have been accepted");
    Optional<JsonObject> old =
        DefinitionConditions.find(definition, DefinitionConditions.ESTABLISHED);
    return old.isPresent() && condition.sameAs(old.get())
        ? definition
        : DefinitionConditions.set(definition, condition, now);
  }

  /// Whether the requested names are free.
  private static final class Naming {
    private final JsonObject wanted;
    private final JsonObject accepted;
    private final Taken taken;
    private JsonObject names;
    private String reason = "";
    private String message = "";

    Naming(JsonObject wanted, JsonObject accepted, Taken taken) {
      this.wanted = wanted;
      this.accepted = accepted;
      this.taken = taken;
      names = accepted;
    }

    Condition decide() {
      one("plural", taken.resources(), "PluralConflict");
      one("singular", taken.resources(), "SingularConflict");
      shortNames();
      one("kind", taken.kinds(), "KindConflict");
      one("listKind", taken.kinds(), "ListKindConflict");
      Json categories = wanted.get("categories");
      names =
          categories == null ? names.without("categories") : names.with("categories", categories);
      return reason.isEmpty()
          ? new Condition(
              DefinitionConditions.NAMES_ACCEPTED, "True", "NoConflicts", "no conflicts found")
          : new Condition(DefinitionConditions.NAMES_ACCEPTED, "False", reason, message);
    }

    private static String inUse(String name) {
      return GoQuote.quote(name) + " is already in use";
    }

    private void one(String field, Set<String> used, String conflict) {
      String name = wanted.string(field);
      if (!name.equals(accepted.string(field)) && used.contains(name)) {
        reason = conflict;
        message = inUse(name);
      } else {
        names = names.with(field, name);
      }
    }

    private void shortNames() {
      JsonArray all = wanted.array("shortNames");
      List<String> own = accepted.array("shortNames").strings();
      if (all.strings().equals(own)) {
        return;
      }
      var errors = new ArrayList<String>();
      for (String name : all.strings()) {
        if (!own.contains(name) && taken.resources().contains(name)) {
          errors.add(inUse(name));
        }
      }
      if (errors.isEmpty()) {
        names = all.isEmpty() ? names.without("shortNames") : names.with("shortNames", all);
      } else {
        reason = "ShortNamesConflict";
        message = errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]";
      }
    }
  }

  /// Whether a group belongs to the Kubernetes community.
  static boolean isProtected(String group) {
    return group.equals("k8s.io")
        || group.endsWith(".k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".kubernetes.io");
  }

  static String annotation(JsonObject definition) {
    return definition.object("metadata").object("annotations").string(APPROVED);
  }

  private static JsonObject approved(JsonObject definition, Instant now) {
    if (!isProtected(definition.object("spec").string("group"))) {
      return definition;
    }
    Condition condition = approval(annotation(definition));
    Optional<JsonObject> old = DefinitionConditions.find(definition, DefinitionConditions.APPROVAL);
    return old.isPresent() && condition.sameAs(old.get())
        ? definition
        : DefinitionConditions.set(definition, condition, now);
  }

  static Condition approval(String annotation) {
    String type = DefinitionConditions.APPROVAL;
    String see = ", see https://github.com/kubernetes/enhancements/pull/1111";
    String must = "protected groups must have approval annotation \"" + APPROVED + "\"";
    if (annotation.isEmpty()) {
      return new Condition(type, "False", "MissingAnnotation", must + see);
    }
    if (annotation.startsWith("unapproved")) {
      return new Condition(
          type, "False", "UnapprovedAnnotation", "not approved: " + GoQuote.quote(annotation));
    }
    return WebhookUrl.isUrl(annotation)
        ? new Condition(type, "True", "ApprovedAnnotation", "approved in " + annotation)
        : new Condition(
            type,
            "False",
            "InvalidAnnotation",
            must + " with either a URL or a reason starting with \"unapproved\"" + see);
  }

  private static JsonObject structural(JsonObject definition, Instant now) {
    Optional<JsonObject> old =
        DefinitionConditions.find(definition, DefinitionConditions.NON_STRUCTURAL);
    boolean preserves = definition.object("spec").bool("preserveUnknownFields");
    if (!preserves && old.isEmpty()) {
      return definition; // validation lets only structural schemas in
    }
    var errors = new FieldErrors();
    if (preserves) {
      errors.invalid(
          FieldPath.of("spec").child("preserveUnknownFields"), Json.of(true), "must be false");
    }
    int i = 0;
    for (JsonObject version : definition.object("spec").array("versions").objects()) {
      JsonObject schema = version.object("schema").object("openAPIV3Schema");
      FieldPath path = FieldPath.of("spec").child("versions").index(i++);
      StructuralRules.check(Structural.of(schema), path.child("schema", "openAPIV3Schema"), errors);
    }
    if (errors.isEmpty()) {
      return DefinitionConditions.without(definition, DefinitionConditions.NON_STRUCTURAL);
    }
    List<String> texts = errors.causes().stream().map(FieldErrors::text).toList();
    String message = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    var condition =
        new Condition(DefinitionConditions.NON_STRUCTURAL, "True", "Violations", message);
    return old.isPresent() && condition.sameAs(old.get())
        ? definition
        : DefinitionConditions.set(definition, condition, now);
  }
}
