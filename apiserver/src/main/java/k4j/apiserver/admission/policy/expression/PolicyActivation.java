package k4j.apiserver.admission.policy.expression;

import java.util.HashMap;
import java.util.Map;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.library.Access;
import k4j.api.cel.library.AuthorizerFunctions;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.CelNull;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.JsonValues;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionRequest;
import org.jspecify.annotations.Nullable;

/// The variables of one turn of evaluations. What the policy itself defines is evaluated when it is
/// first needed, and only once; its cost is kept aside.
public final class PolicyActivation implements Activation {

  private final PolicyInput input;
  private final PolicyVariables variables;
  private final Map<String, Object> known = new HashMap<>();
  private long cost;

  public PolicyActivation(PolicyInput input, PolicyVariables variables) {
    this.input = input;
    this.variables = variables;
  }

  @Override
  public @Nullable Object find(String variable) {
    Object value = known.get(variable);
    if (value == null) {
      value = make(variable);
      if (value != null) {
        known.put(variable, value);
      }
    }
    return value;
  }

  private @Nullable Object make(String variable) {
    return switch (variable) {
      case "object" -> orNull(input.object());
      case "oldObject" -> orNull(input.oldObject());
      case "params" -> orNull(input.params());
      case "request" -> JsonValues.of(RequestValue.of(input.request(), input.seen()));
      case "namespaceObject" -> orNull(NamespaceValue.of(input.namespace()));
      case "authorizer" -> AuthorizerFunctions.authorizer(input.access());
      case "authorizer.requestResource" ->
          AuthorizerFunctions.resourceCheck(input.access(), requested(input.request()));
      case "variables" -> new Defined();
      default -> null;
    };
  }

  private static Object orNull(JsonObject object) {
    return object.isEmpty() ? CelNull.NULL : JsonValues.of(object);
  }

  private static Access.Question requested(AdmissionRequest request) {
    return Access.Question.ofResource(
        request.resource().name().group(),
        request.resource().name().plural(),
        request.subresource(),
        request.namespace(),
        request.name());
  }

  /// What variables have cost since this was asked last.
  long takeCost() {
    long taken = cost;
    cost = 0;
    return taken;
  }

  /// `variables`: an object whose fields are evaluated on first use.
  private final class Defined implements CelMap {

    @Override
    public int size() {
      return variables.expressions().size();
    }

    @Override
    public Iterable<?> keys() {
      return variables.expressions().keySet();
    }

    @Override
    public @Nullable Object find(Object key) {
      Expression expression = variables.expressions().get(String.valueOf(key));
      if (expression == null) {
        return null;
      }
      Object value = known.get("variables." + key);
      if (value == null) {
        value = evaluate(String.valueOf(key), expression);
        known.put("variables." + key, value);
      }
      if (value instanceof EvaluationException failure) {
        throw failure;
      }
      return value;
    }

    private Object evaluate(String name, Expression expression) {
      var program = expression.program();
      if (program == null) {
        return new EvaluationException(
            "composited variable \"%s\" fails to compile: %s".formatted(name, expression.error()));
      }
      Evaluation evaluation = program.evaluate(PolicyActivation.this);
      cost += evaluation.cost();
      return switch (evaluation) {
        case Evaluation.Value(var value, _) -> value;
        case Evaluation.Failure failure ->
            new EvaluationException(
                "composited variable \"%s\" fails to evaluate: %s"
                    .formatted(name, failure.message()));
      };
    }
  }
}
