package k4j.apiserver.authentication.jwt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.CompileFailure;
import k4j.api.cel.Program;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import k4j.api.cel.value.JsonValues;
import k4j.api.cel.value.ValueJson;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// Where a value comes from: a claim of the token, with a prefix, or an expression over all claims
/// or over the user.
final class Claims {

  private static final long MAX = 1 << 20;
  private static final DeclType TEXTS = new DeclType.ListOf(DeclTypes.STRING, MAX);
  private static final DeclType ANY = new DeclType.MapOf(DeclTypes.STRING, DeclTypes.DYN, MAX);
  private static final DeclType USER =
      new DeclType.ObjectOf(
          "kubernetes.UserInfo",
          Map.of(
              "username",
              DeclTypes.STRING,
              "uid",
              DeclTypes.STRING,
              "groups",
              TEXTS,
              "extra",
              new DeclType.MapOf(DeclTypes.STRING, TEXTS, MAX)),
          1);

  private Claims() {}

  /// An expression over `claims`.
  static Optional<Program> overClaims(String expression, FieldPath path, FieldErrors errors) {
    return compile("claims", ANY, expression, path, errors);
  }

  /// An expression over `user`.
  static Optional<Program> overUser(String expression, FieldPath path, FieldErrors errors) {
    return compile("user", USER, expression, path, errors);
  }

  private static Optional<Program> compile(
      String variable, DeclType type, String expression, FieldPath path, FieldErrors errors) {
    return switch (CelEnvironment.kubernetes().with(variable, type).compile(expression)) {
      case Program program -> Optional.of(program);
      case CompileFailure(String text) -> {
        errors.invalid(path, expression, text);
        yield Optional.empty();
      }
    };
  }

  /// Only what can be true or false.
  static Optional<Program> condition(
      Optional<Program> compiled, FieldPath path, FieldErrors errors) {
    if (compiled.isPresent() && !compiled.get().resultType().equals("bool")) {
      errors.invalid(path, compiled.get().expression(), "must evaluate to bool");
      return Optional.empty();
    }
    return compiled;
  }

  /// What an expression is worth.
  ///
  /// @throws ClaimException where it is worth nothing
  static Json evaluate(Program program, String variable, JsonObject value) throws ClaimException {
    Activation variables = Activation.of(Map.of(variable, JsonValues.of(value)));
    return switch (program.evaluate(variables)) {
      case Evaluation.Value(Object result, long _) -> ValueJson.of(result);
      case Evaluation.Failure(String message, long _, boolean _) ->
          throw new ClaimException("expression '" + program.expression() + "': " + message);
    };
  }

  /// One text, or several.
  static List<String> texts(Json value, String what) throws ClaimException {
    return switch (value) {
      case JsonString text -> text.value().isEmpty() ? List.of() : List.of(text.value());
      case JsonNull _ -> List.of();
      case JsonArray many -> {
        var out = new ArrayList<String>();
        for (Json each : many) {
          if (!(each instanceof JsonString text)) {
            throw new ClaimException(what + " must be a string or a list of strings");
          }
          if (!text.value().isEmpty()) {
            out.add(text.value());
          }
        }
        yield out;
      }
      default -> throw new ClaimException(what + " must be a string or a list of strings");
    };
  }
}
