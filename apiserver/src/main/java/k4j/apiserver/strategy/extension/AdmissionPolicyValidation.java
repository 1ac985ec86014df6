package k4j.apiserver.strategy.extension;

import java.util.HashSet;
import java.util.List;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.policy.PolicyEnvironment;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Conditions;
import k4j.apiserver.strategy.Validation;

/// Validating and mutating policies, their expressions included.
public final class AdmissionPolicyValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
  private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
  private static final List<String> REASONS =
      List.of("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");
  private static final List<String> PATCH_TYPES = List.of("ApplyConfiguration", "JSONPatch");
  private static final int MOST_ANNOTATIONS = 20;
  private static final String ONE_NEEDED =
      "validations or auditAnnotations must contain at least one item";

  private final boolean mutating;

  public AdmissionPolicyValidation(boolean mutating) {
    this.mutating = mutating;
  }

  /// The environments of one policy: its expressions', and that of its messages.
  private record Scope(PolicyVariables variables, CelEnvironment words) {}

  @Override
  public void create(JsonObject policy, FieldErrors errors) {
    JsonObject spec = policy.object("spec");
    if (!spec.has("failurePolicy")) {
      errors.required(SPEC.child("failurePolicy"));
    }
    Checks.optionalChoice(spec, "failurePolicy", FAILURE_POLICIES, SPEC, errors);
    if (spec.has("paramKind")) {
      PolicyMatchValidation.paramKind(spec.object("paramKind"), SPEC.child("paramKind"), errors);
    }
    constraints(spec, errors);
    Scope scope = scope(spec);
    conditions(spec, scope, errors);
    variables(spec, scope, errors);
    if (mutating) {
      mutations(spec, scope, errors);
    } else {
      validations(policy, spec, scope, errors);
    }
  }

  private Scope scope(JsonObject spec) {
    CelEnvironment base = mutating ? CelEnvironment.mutation() : CelEnvironment.kubernetes();
    boolean params = spec.has("paramKind");
    return new Scope(
        PolicyVariables.of(PolicyEnvironment.of(base, params, true), spec),
        PolicyVariables.of(PolicyEnvironment.of(base, params, false), spec).environment());
  }

  private void constraints(JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("matchConstraints");
    if (!spec.has("matchConstraints")) {
      errors.required(path);
      return;
    }
    JsonObject match = spec.object("matchConstraints");
    PolicyMatchValidation.match(match, path, errors);
    if (match.array("resourceRules").isEmpty()) {
      errors.required(path.child("resourceRules"));
    }
    if (mutating) {
      PolicyMatchValidation.mutable(match, path, errors);
    }
  }

  private static void compiles(
      CelEnvironment environment,
      String text,
      List<String> types,
      FieldPath path,
      FieldErrors errors) {
    Expression expression = Expression.compile(environment, text, types);
    if (expression.program() == null) {
      errors.invalid(path, text, expression.error());
    }
  }

  private static void conditions(JsonObject spec, Scope scope, FieldErrors errors) {
    MatchConditionValidation.check(
        spec.array("matchConditions").objects(),
        scope.variables().environment(),
        SPEC.child("matchConditions"),
        errors);
  }

  private static void variables(JsonObject spec, Scope scope, FieldErrors errors) {
    List<JsonObject> variables = spec.array("variables").objects();
    for (int i = 0; i < variables.size(); i++) {
      FieldPath at = SPEC.child("variables").index(i);
      String name = variables.get(i).string("name");
      if (name.isBlank()) {
        errors.required(at.child("name"), "name is not specified");
      } else if (!name.matches("[_a-zA-Z][_a-zA-Z0-9]*")) {
        errors.invalid(at.child("name"), name, "must be a valid CEL identifier");
      }
      String text = variables.get(i).string("expression");
      Expression compiled = scope.variables().expressions().get(name);
      if (text.isBlank()) {
        errors.required(at.child("expression"), "expression is not specified");
      } else if (compiled != null && compiled.program() == null) {
        errors.invalid(at.child("expression"), text, compiled.error());
      }
    }
  }

  private static void validations(
      JsonObject policy, JsonObject spec, Scope scope, FieldErrors errors) {
    List<JsonObject> validations = spec.array("validations").objects();
    List<JsonObject> annotations = spec.array("auditAnnotations").objects();
    if (validations.isEmpty() && annotations.isEmpty()) {
      errors.required(SPEC.child("validations"), ONE_NEEDED);
      errors.required(SPEC.child("auditAnnotations"), ONE_NEEDED);
    }
    for (int i = 0; i < validations.size(); i++) {
      validation(validations.get(i), SPEC.child("validations").index(i), scope, errors);
    }
    if (annotations.size() > MOST_ANNOTATIONS) {
      errors.invalid(
          SPEC.child("auditAnnotations"),
          spec.get("auditAnnotations"),
          "must not have more than 20 auditAnnotations");
    }
    var keys = new HashSet<String>();
    String name = policy.object("metadata").string("name");
    for (int i = 0; i < annotations.size(); i++) {
      FieldPath at = SPEC.child("auditAnnotations").index(i);
      annotation(name, annotations.get(i), at, scope, errors);
      if (!keys.add(annotations.get(i).string("key"))) {
        errors.duplicate(at.child("key"), annotations.get(i).string("key"));
      }
    }
  }

  private static void validation(
      JsonObject validation, FieldPath path, Scope scope, FieldErrors errors) {
    String text = validation.string("expression");
    if (text.isBlank()) {
      errors.required(path.child("expression"), "expression is not specified");
    } else {
      compiles(
          scope.variables().environment(), text, List.of("bool"), path.child("expression"), errors);
    }
    String says = validation.string("messageExpression");
    if (!says.isEmpty() && says.isBlank()) {
      errors.invalid(path.child("messageExpression"), says, "must be non-empty if specified");
    } else if (!says.isEmpty()) {
      compiles(scope.words(), says, List.of("string"), path.child("messageExpression"), errors);
    }
    String message = validation.string("message");
    if (!message.isEmpty() && message.isBlank()) {
      errors.invalid(path.child("message"), message, "must be non-empty if specified");
    } else if (message.strip().contains("\n")) {
      errors.invalid(path.child("message"), message, "must not contain line breaks");
    }
    Checks.optionalChoice(validation, "reason", REASONS, path, errors);
  }

  private static void annotation(
      String policy, JsonObject annotation, FieldPath path, Scope scope, FieldErrors errors) {
    String key = annotation.string("key");
    if (policy.isEmpty()) {
      errors.invalid(path.child("key"), key, "requires metadata.name be non-empty");
    } else {
      String name = policy + "/" + key;
      errors.invalidEach(path.child("key"), name, Formats.qualifiedName(name));
    }
    String text = annotation.string("valueExpression");
    if (text.isBlank()) {
      errors.required(path.child("valueExpression"), "valueExpression is not specified");
    } else {
      compiles(
          scope.variables().environment(),
          text,
          List.of("string", "null_type"),
          path.child("valueExpression"),
          errors);
    }
  }

  private static void mutations(JsonObject spec, Scope scope, FieldErrors errors) {
    List<JsonObject> mutations = spec.array("mutations").objects();
    if (mutations.isEmpty()) {
      errors.required(SPEC.child("mutations"), "mutations must contain at least one item");
    }
    for (int i = 0; i < mutations.size(); i++) {
      mutation(mutations.get(i), SPEC.child("mutations").index(i), scope, errors);
    }
    if (!spec.has("reinvocationPolicy")) {
      errors.required(SPEC.child("reinvocationPolicy"));
    }
    Checks.optionalChoice(spec, "reinvocationPolicy", REINVOCATION_POLICIES, SPEC, errors);
  }

  private static void mutation(
      JsonObject mutation, FieldPath path, Scope scope, FieldErrors errors) {
    String type = mutation.string("patchType");
    if (type.isEmpty()) {
      errors.required(path.child("patchType"));
      return;
    }
    if (!PATCH_TYPES.contains(type)) {
      errors.notSupported(path.child("patchType"), type, PATCH_TYPES);
      return;
    }
    boolean applies = type.equals("ApplyConfiguration");
    String wanted = applies ? "applyConfiguration" : "jsonPatch";
    String other = applies ? "jsonPatch" : "applyConfiguration";
    if (!mutation.has(wanted)) {
      errors.required(path.child(wanted), "must be specified when patchType is " + type);
    } else {
      String text = mutation.object(wanted).string("expression");
      FieldPath at = path.child(wanted, "expression");
      if (text.isBlank()) {
        errors.required(at, "expression is not specified");
      } else {
        compiles(
            scope.variables().environment(),
            text,
            List.of(applies ? "Object" : "list(JSONPatch)"),
            at,
            errors);
      }
    }
    if (mutation.has(other)) {
      errors.invalid(
          path.child(other), "{" + other + "}", "must not be specified when patchType is " + type);
    }
  }

  @Override
  public void update(JsonObject policy, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(policy, errors);
      return;
    }
    JsonArray conditions = policy.object("status").array("conditions");
    Conditions.check(conditions, FieldPath.of("status").child("conditions"), errors);
  }
}
