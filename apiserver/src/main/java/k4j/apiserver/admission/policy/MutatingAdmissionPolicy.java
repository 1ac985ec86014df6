package k4j.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.cel.CelLimits;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.value.EvaluationException;
import k4j.api.codec.DecodeException;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.policy.MutatingPolicy.Mutation;
import k4j.apiserver.admission.policy.ParamFinder.ConfigurationException;
import k4j.apiserver.admission.policy.PolicySource.Bound;
import k4j.apiserver.admission.policy.expression.Evaluator;
import k4j.apiserver.admission.policy.expression.MatchConditions;
import k4j.apiserver.admission.policy.expression.PolicyAccess;
import k4j.apiserver.admission.policy.expression.PolicyActivation;
import k4j.apiserver.admission.policy.expression.PolicyInput;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.registry.Reader;

/// Changes what is written as the cluster's mutating policies say.
public final class MutatingAdmissionPolicy implements AdmissionPlugin {

  private final Reader reader;
  private final Authorizer authorizer;
  private final PolicySource<MutatingPolicy> source;
  private final PolicyMatcher matcher;
  private final ParamFinder params;

  public MutatingAdmissionPolicy(Reader reader, Authorizer authorizer) {
    this.reader = reader;
    this.authorizer = authorizer;
    source = new PolicySource<>(reader, "mutatingadmissionpolicies", MutatingPolicy::of);
    matcher = new PolicyMatcher(reader);
    params = new ParamFinder(reader);
  }

  @Override
  public String name() {
    return "MutatingAdmissionPolicy";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return !source.policies().isEmpty() && !PolicyExemption.holds(request);
  }

  /// Why a request does not pass.
  private record Problem(String reason, String text) {}

  /// A policy put to use on a request with one set of parameters.
  private record Invocation(
      MutatingPolicy policy, Binding binding, Resource seen, JsonObject params) {

    String id() {
      JsonObject metadata = params.object("metadata");
      return String.join(
          "/",
          policy.name(),
          binding.name(),
          metadata.string("namespace"),
          metadata.string("name"));
    }

    String problem(String message) {
      return "policy '%s' with binding '%s' denied request: %s"
          .formatted(policy.name(), binding.name(), message);
    }
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    var problems = new ArrayList<Problem>();
    List<Invocation> invocations = invocations(request, problems);
    PolicyRounds rounds = request.notes().memory(PolicyRounds.class, PolicyRounds::new);
    boolean second = request.notes().secondRound();
    if (second) {
      rounds.again(request.object());
    }
    var access = new PolicyAccess(authorizer, request.user());
    AdmissionRequest current = request;
    for (Invocation invocation : invocations) {
      if (!second || rounds.isDue(invocation.id())) {
        current = invoke(invocation, current, access, rounds, problems);
      }
    }
    rounds.ended(current.object());
    if (!problems.isEmpty()) {
      throw denied(request, problems);
    }
    return current.object();
  }

  private List<Invocation> invocations(AdmissionRequest request, List<Problem> problems) {
    var invocations = new ArrayList<Invocation>();
    for (Bound<MutatingPolicy> bound : source.policies()) {
      MutatingPolicy policy = bound.policy();
      try {
        Optional<Resource> seen = matcher.match(policy.match(), request);
        if (seen.isPresent()) {
          params.check(policy.paramKind());
          bound
              .bindings()
              .forEach(each -> bind(policy, each, seen.get(), request, invocations, problems));
        }
      } catch (ConfigurationException | StatusException wrong) {
        tell(
            policy,
            "Forbidden",
            "policy \"%s\" denied request: failed to configure policy: %s"
                .formatted(policy.name(), message(wrong)),
            problems);
      }
    }
    return invocations;
  }

  private void bind(
      MutatingPolicy policy,
      Binding binding,
      Resource seen,
      AdmissionRequest request,
      List<Invocation> invocations,
      List<Problem> problems) {
    try {
      if (matcher.match(binding.match(), request).isPresent()) {
        for (JsonObject each : params.find(policy.paramKind(), binding, request.namespace())) {
          invocations.add(new Invocation(policy, binding, seen, each));
        }
      }
    } catch (ConfigurationException | StatusException wrong) {
      tell(
          policy,
          "Forbidden",
          new Invocation(policy, binding, seen, JsonObject.EMPTY)
              .problem("failed to configure binding: " + message(wrong)),
          problems);
    }
  }

  private static String message(RuntimeException failure) {
    return failure instanceof StatusException refused
        ? refused.status().message()
        : String.valueOf(failure.getMessage());
  }

  private static void tell(
      MutatingPolicy policy, String reason, String text, List<Problem> problems) {
    if (!policy.ignoresFailure()) {
      problems.add(new Problem(reason, text));
    }
  }

  private AdmissionRequest invoke(
      Invocation invocation,
      AdmissionRequest request,
      PolicyAccess access,
      PolicyRounds rounds,
      List<Problem> problems) {
    MutatingPolicy policy = invocation.policy();
    PolicyInput input =
        PolicyInputs.of(reader, matcher, request, invocation.seen(), access)
            .withParams(invocation.params());
    switch (policy.conditions().match(input, policy.variables())) {
      case MatchConditions.Outcome.Differs _ -> {
        return request;
      }
      case MatchConditions.Outcome.Failed(var message) -> {
        tell(policy, "Invalid", invocation.problem(message), problems);
        return request;
      }
      case MatchConditions.Outcome.Matches _ -> {}
    }
    PolicyInput before = input;
    for (Mutation mutation : input.object().isEmpty() ? List.<Mutation>of() : policy.mutations()) {
      try {
        input = input.withObject(mutated(mutation, invocation, input));
      } catch (EvaluationException failure) {
        tell(policy, "Invalid", invocation.problem(failure.text()), problems);
      }
    }
    AdmissionRequest after = request;
    if (!input.object().equals(before.object())) {
      rounds.changed();
      request.notes().askAgain();
      after = request.withObject(back(input, request, invocation.seen()));
    }
    if (policy.ifNeeded()) {
      rounds.sawIt(invocation.id());
    }
    return after;
  }

  private JsonObject back(PolicyInput input, AdmissionRequest request, Resource seen) {
    return input.object().string("kind").equals(seen.kind())
        ? reader.versions().convert(input.object(), seen, request.resource())
        : input.object();
  }

  private JsonObject mutated(Mutation mutation, Invocation invocation, PolicyInput input) {
    Object value = evaluate(mutation, invocation, input);
    JsonObject changed =
        mutation.applies()
            ? ObjectMutation.apply(input.object(), value, invocation.seen().type())
            : ObjectMutation.patch(input.object(), value);
    try {
      return reader.versions().complete(changed, invocation.seen(), input.request().subresource());
    } catch (DecodeException wrong) {
      throw new EvaluationException(String.valueOf(wrong.getMessage()));
    }
  }

  private static Object evaluate(Mutation mutation, Invocation invocation, PolicyInput input) {
    Expression expression = mutation.expression();
    if (expression.program() == null) {
      throw new EvaluationException(expression.error());
    }
    var evaluator =
        new Evaluator(
            new PolicyActivation(input, invocation.policy().variables()), CelLimits.RUNTIME_BUDGET);
    try {
      return switch (evaluator.one(expression)) {
        case Evaluator.Result.Value(var value) -> value;
        case Evaluator.Result.Failed(var message) -> throw new EvaluationException(message);
        case Evaluator.Result.Absent _ -> throw new EvaluationException("no expression");
      };
    } catch (Evaluator.OutOfBudget exceeded) {
      throw new EvaluationException(Evaluator.OUT_OF_BUDGET);
    }
  }

  private static StatusException denied(AdmissionRequest request, List<Problem> problems) {
    Status plain = request.forbidden("admission request denied by policy").status();
    return new StatusException(
        new Status(
            plain.code(),
            problems.getFirst().reason(),
            problems.getFirst().text(),
            plain
                .details()
                .withCauses(
                    problems.stream().map(problem -> new Cause("", problem.text(), "")).toList())));
  }
}
