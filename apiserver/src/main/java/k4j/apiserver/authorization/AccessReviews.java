package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.GoStruct;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Held;
import k4j.apiserver.authorization.Authorizer.Verdict;

/// Answers the question whether somebody may do something (group `authorization.k8s.io`).
public final class AccessReviews {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath RESOURCE = SPEC.child("resourceAttributes");

  private final Authorizer authorizer;

  public AccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// A SubjectAccessReview with its status.
  public JsonObject subject(JsonObject review) {
    var errors = new FieldErrors();
    validateSpec(errors, review.object("spec"), true);
    requireEmpty(errors, review, review.object("metadata"), "must be empty");
    refuse(errors);
    return decide(review, subjectOf(review.object("spec")));
  }

  /// A LocalSubjectAccessReview with its status.
  public JsonObject localSubject(JsonObject review, String namespace) {
    var errors = new FieldErrors();
    JsonObject spec = review.object("spec");
    JsonObject metadata = review.object("metadata");
    validateSpec(errors, spec, true);
    requireEmpty(
        errors, review, metadata.without("namespace"), "must be empty except for namespace");
    String asked = spec.object("resourceAttributes").string("namespace");
    if (spec.has("resourceAttributes") && !asked.equals(namespace)) {
      errors.invalid(RESOURCE.child("namespace"), asked, "must match metadata.namespace");
    }
    if (spec.has("nonResourceAttributes")) {
      errors.invalidWritten(
          SPEC.child("nonResourceAttributes"),
          GoStruct.of(spec.object("nonResourceAttributes")).text("Path").text("Verb").show(),
          "disallowed on this kind of request");
    }
    refuse(errors);
    return decide(review, subjectOf(spec));
  }

  /// A SelfSubjectAccessReview with its status.
  public JsonObject self(JsonObject review, User user) {
    var errors = new FieldErrors();
    validateSpec(errors, review.object("spec"), false);
    requireEmpty(errors, review, review.object("metadata"), "must be empty");
    refuse(errors);
    return decide(review, user);
  }

  /// A SelfSubjectRulesReview with its status: all that the user may do in a namespace.
  public JsonObject selfRules(JsonObject review, User user) {
    String namespace = review.object("spec").string("namespace");
    if (namespace.isEmpty()) {
      throw StatusException.badRequest("no namespace on request");
    }
    var resourceRules = new ArrayList<JsonObject>();
    var pathRules = new ArrayList<JsonObject>();
    Held held = authorizer.held(user, namespace);
    held.rules().forEach(rule -> list(rule, resourceRules, pathRules));
    List<String> problems = held.problems();
    var status =
        JsonObject.builder()
            .put("resourceRules", JsonArray.of(resourceRules))
            .put("nonResourceRules", JsonArray.of(pathRules))
            .put("incomplete", held.incomplete());
    if (!problems.isEmpty()) {
      status.put(
          "evaluationError",
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return review
        .with("metadata", JsonObject.EMPTY)
        .with("spec", JsonObject.EMPTY)
        .with("status", status.build());
  }

  private static void list(Rule rule, List<JsonObject> resourceRules, List<JsonObject> pathRules) {
    JsonArray verbs = JsonArray.ofStrings(rule.verbs());
    if (!rule.resources().isEmpty()) {
      var out =
          JsonObject.builder()
              .put("verbs", verbs)
              .put("apiGroups", JsonArray.ofStrings(rule.groups()))
              .put("resources", JsonArray.ofStrings(rule.resources()));
      if (!rule.names().isEmpty()) {
        out.put("resourceNames", JsonArray.ofStrings(rule.names()));
      }
      resourceRules.add(out.build());
    }
    if (!rule.paths().isEmpty()) {
      pathRules.add(
          JsonObject.builder()
              .put("verbs", verbs)
              .put("nonResourceURLs", JsonArray.ofStrings(rule.paths()))
              .build());
    }
  }

  private JsonObject decide(JsonObject review, User user) {
    Decision decision = authorizer.authorize(attributes(review.object("spec"), user));
    var status = JsonObject.builder().put("allowed", decision.verdict() == Verdict.ALLOW);
    if (decision.verdict() == Verdict.DENY) {
      status.put("denied", true);
    }
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return review.with("status", status.build());
  }

  private static User subjectOf(JsonObject spec) {
    Map<String, List<String>> extra = new HashMap<>();
    JsonObject given = spec.object("extra");
    given.names().forEach(name -> extra.put(name, given.array(name).strings()));
    return new User(spec.string("user"), spec.string("uid"), spec.array("groups").strings(), extra);
  }

  static Attributes attributes(JsonObject spec, User user) {
    if (spec.has("nonResourceAttributes")) {
      JsonObject asked = spec.object("nonResourceAttributes");
      return Attributes.ofPath(user, asked.string("verb"), asked.string("path"));
    }
    JsonObject asked = spec.object("resourceAttributes");
    String version = asked.string("version");
    return new Attributes(
        user,
        asked.string("verb"),
        true,
        asked.string("group"),
        version.isEmpty() ? "*" : version,
        asked.string("resource"),
        asked.string("subresource"),
        asked.string("namespace"),
        asked.string("name"),
        "",
        ReviewSelectors.fields(asked.object("fieldSelector")),
        ReviewSelectors.labels(asked.object("labelSelector")));
  }

  private static void validateSpec(FieldErrors errors, JsonObject spec, boolean ofOther) {
    boolean resource = spec.has("resourceAttributes");
    boolean path = spec.has("nonResourceAttributes");
    if (resource && path) {
      errors.invalidWritten(
          SPEC.child("nonResourceAttributes"),
          GoStruct.of(spec.object("nonResourceAttributes")).text("Path").text("Verb").show(),
          "cannot be specified in combination with resourceAttributes");
    }
    if (!resource && !path) {
      errors.invalid(
          RESOURCE,
          spec.get("nonResourceAttributes"),
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    if (ofOther && spec.string("user").isEmpty() && spec.array("groups").isEmpty()) {
      errors.invalid(
          SPEC.child("user"),
          spec.string("user"),
          "at least one of user or group must be specified");
    }
    JsonObject asked = spec.object("resourceAttributes");
    validateSelector(errors, asked, "fieldSelector");
    validateSelector(errors, asked, "labelSelector");
  }

  private static void validateSelector(FieldErrors errors, JsonObject asked, String field) {
    if (!asked.has(field)) {
      return;
    }
    JsonObject selector = asked.object(field);
    String raw = selector.string("rawSelector");
    boolean requirements = !selector.array("requirements").isEmpty();
    FieldPath path = RESOURCE.child(field);
    if (!raw.isEmpty() && requirements) {
      errors.invalid(
          path.child("rawSelector"), raw, "may not specified at the same time as requirements");
    }
    if (raw.isEmpty() && !requirements) {
      errors.required(
          path.child("requirements"),
          "when " + path + " is specified, requirements or rawSelector is required");
    }
  }

  private static void requireEmpty(
      FieldErrors errors, JsonObject review, JsonObject metadata, String detail) {
    JsonObject rest =
        metadata.without("managedFields").without("creationTimestamp"); // clients send null
    if (!rest.isEmpty()) {
      errors.invalid(FieldPath.of("metadata"), review.get("metadata"), detail);
    }
  }

  /// The kind is not known by then, so the answer names none.
  private static void refuse(FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw StatusException.invalid("authorization.k8s.io", "", "", errors.causes());
    }
  }
}
