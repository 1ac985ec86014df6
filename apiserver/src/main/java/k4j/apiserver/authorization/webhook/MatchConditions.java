package k4j.apiserver.authorization.webhook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.Compilation;
import k4j.api.cel.CompileFailure;
import k4j.api.cel.Program;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import k4j.api.cel.value.JsonValues;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// Expressions that all must hold for a webhook to be asked.
final class MatchConditions {

  private static final int MOST = 64;
  private static final long MAX = 1 << 20;
  private static final DeclType TEXTS = new DeclType.ListOf(DeclTypes.STRING, MAX);
  private static final DeclType REQUIREMENT =
      new DeclType.ObjectOf(
          "kubernetes.SelectorRequirement",
          Map.of("key", DeclTypes.STRING, "operator", DeclTypes.STRING, "values", TEXTS),
          1);
  private static final DeclType SELECTOR =
      new DeclType.ObjectOf(
          "kubernetes.SelectorAttributes",
          Map.of(
              "rawSelector",
              DeclTypes.STRING,
              "requirements",
              new DeclType.ListOf(REQUIREMENT, MAX)),
          1);
  private static final DeclType RESOURCE =
      new DeclType.ObjectOf(
          "kubernetes.ResourceAttributes",
          Map.of(
              "namespace", DeclTypes.STRING,
              "verb", DeclTypes.STRING,
              "group", DeclTypes.STRING,
              "version", DeclTypes.STRING,
              "resource", DeclTypes.STRING,
              "subresource", DeclTypes.STRING,
              "name", DeclTypes.STRING,
              "fieldSelector", SELECTOR,
              "labelSelector", SELECTOR),
          1);
  private static final DeclType PATH =
      new DeclType.ObjectOf(
          "kubernetes.NonResourceAttributes",
          Map.of("path", DeclTypes.STRING, "verb", DeclTypes.STRING),
          1);
  private static final DeclType REQUEST =
      new DeclType.ObjectOf(
          "kubernetes.SubjectAccessReviewSpec",
          Map.of(
              "resourceAttributes",
              RESOURCE,
              "nonResourceAttributes",
              PATH,
              "user",
              DeclTypes.STRING,
              "groups",
              TEXTS,
              "extra",
              new DeclType.MapOf(DeclTypes.STRING, TEXTS, MAX),
              "uid",
              DeclTypes.STRING),
          1);

  private final List<Program> programs;

  private MatchConditions(List<Program> programs) {
    this.programs = List.copyOf(programs);
  }

  /// What the conditions say of one request.
  enum Verdict {
    MATCHES,
    DOES_NOT,
    /// One of them cannot be evaluated, and none is false.
    FAILS
  }

  static MatchConditions compile(List<String> expressions, FieldPath path, FieldErrors errors) {
    var programs = new ArrayList<Program>();
    if (expressions.isEmpty()) {
      return new MatchConditions(programs);
    }
    if (expressions.size() > MOST) {
      errors.tooMany(path, expressions.size(), MOST);
      return new MatchConditions(programs);
    }
    CelEnvironment environment = CelEnvironment.kubernetes().with("request", REQUEST);
    var seen = new HashSet<String>();
    for (int i = 0; i < expressions.size(); i++) {
      String expression = expressions.get(i);
      FieldPath at = path.index(i).child("expression");
      if (expression.isBlank()) {
        errors.required(at);
        continue;
      }
      if (!seen.add(expression)) {
        errors.duplicate(at, expression);
        continue;
      }
      Compilation compiled = environment.compile(expression);
      switch (compiled) {
        case CompileFailure(String text) -> errors.invalid(at, expression, text);
        case Program program -> {
          if (program.resultType().equals("bool")) {
            programs.add(program);
          } else {
            errors.invalid(at, expression, "must evaluate to bool but got " + program.resultType());
          }
        }
      }
    }
    return new MatchConditions(programs);
  }

  Verdict of(JsonObject spec) {
    if (programs.isEmpty()) {
      return Verdict.MATCHES;
    }
    Activation variables = Activation.of(Map.of("request", JsonValues.of(completed(spec))));
    Verdict verdict = Verdict.MATCHES;
    for (Program program : programs) {
      Evaluation evaluation = program.evaluate(variables);
      if (evaluation instanceof Evaluation.Value && !evaluation.isTrue()) {
        return Verdict.DOES_NOT;
      }
      if (evaluation instanceof Evaluation.Failure) {
        verdict = Verdict.FAILS;
      }
    }
    return verdict;
  }

  /// Texts that are empty are there for expressions.
  private static JsonObject completed(JsonObject spec) {
    JsonObject out = texts(spec, "user", "uid");
    out = out.has("groups") ? out : out.with("groups", JsonArray.EMPTY);
    out = out.has("extra") ? out : out.with("extra", JsonObject.EMPTY);
    return out.has("resourceAttributes")
        ? out.with(
            "resourceAttributes",
            texts(
                out.object("resourceAttributes"),
                "namespace",
                "verb",
                "group",
                "version",
                "resource",
                "subresource",
                "name"))
        : out;
  }

  private static JsonObject texts(JsonObject object, String... names) {
    JsonObject out = object;
    for (String name : names) {
      out = out.has(name) ? out : out.with(name, "");
    }
    return out;
  }
}
