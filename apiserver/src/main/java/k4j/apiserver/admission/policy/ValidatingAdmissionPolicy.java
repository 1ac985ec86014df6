package k4j.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.policy.ParamFinder.ConfigurationException;
import k4j.apiserver.admission.policy.PolicySource.Bound;
import k4j.apiserver.admission.policy.Validation.Denial;
import k4j.apiserver.admission.policy.expression.PolicyAccess;
import k4j.apiserver.admission.policy.expression.PolicyInput;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.registry.Reader;

/// Refuses what the cluster's validating policies do not allow.
public final class ValidatingAdmissionPolicy implements AdmissionPlugin {

  private static final int LONGEST_ANNOTATION = 10 * 1024;

  private final Reader reader;
  private final Authorizer authorizer;
  private final PolicySource<ValidatingPolicy> source;
  private final PolicyMatcher matcher;
  private final ParamFinder params;

  public ValidatingAdmissionPolicy(Reader reader, Authorizer authorizer) {
    this.reader = reader;
    this.authorizer = authorizer;
    source = new PolicySource<>(reader, "validatingadmissionpolicies", ValidatingPolicy::of);
    matcher = new PolicyMatcher(reader);
    params = new ParamFinder(reader);
  }

  @Override
  public String name() {
    return "ValidatingAdmissionPolicy";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return !source.policies().isEmpty() && !PolicyExemption.holds(request);
  }

  /// @param binding empty where the policy itself is wrong
  private record Refusal(String policy, String binding, Denial denial) {

    String text() {
      return "ValidatingAdmissionPolicy '%s'%s denied request: %s"
          .formatted(
              policy, binding.isEmpty() ? "" : " with binding '" + binding + "'", denial.message());
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    var refusals = new ArrayList<Refusal>();
    var access = new PolicyAccess(authorizer, request.user());
    for (Bound<ValidatingPolicy> bound : source.policies()) {
      Optional<Resource> seen = seen(bound.policy(), request, refusals);
      if (seen.isPresent()) {
        judge(bound, PolicyInputs.of(reader, matcher, request, seen.get(), access), refusals);
      }
    }
    if (!refusals.isEmpty()) {
      throw denied(request, refusals.getFirst());
    }
  }

  /// As what resource the policy sees the request; empty where it does not concern it.
  private Optional<Resource> seen(
      ValidatingPolicy policy, AdmissionRequest request, List<Refusal> refusals) {
    try {
      Optional<Resource> seen = matcher.match(policy.match(), request);
      if (seen.isPresent()) {
        params.check(policy.paramKind());
      }
      return seen;
    } catch (ConfigurationException | StatusException wrong) {
      misconfigured(policy, "", "failed to configure policy: " + message(wrong), refusals);
      return Optional.empty();
    }
  }

  private void judge(Bound<ValidatingPolicy> bound, PolicyInput input, List<Refusal> refusals) {
    ValidatingPolicy policy = bound.policy();
    var annotations = new LinkedHashMap<String, Set<String>>();
    bound.bindings().forEach(each -> judge(policy, each, input, annotations, refusals));
    annotations.forEach((key, values) ->
        input
            .request()
            .notes()
            .trail()
            .annotate(policy.name() + "/" + key, String.join(", ", values)));
  }

  private static String message(RuntimeException failure) {
    return failure instanceof StatusException refused
        ? refused.status().message()
        : String.valueOf(failure.getMessage());
  }

  private static void misconfigured(
      ValidatingPolicy policy, String binding, String message, List<Refusal> refusals) {
    if (!policy.ignoresFailure()) {
      refusals.add(new Refusal(policy.name(), binding, new Denial(0, message, "")));
    }
  }

  private void judge(
      ValidatingPolicy policy,
      Binding binding,
      PolicyInput input,
      Map<String, Set<String>> annotations,
      List<Refusal> refusals) {
    try {
      if (matcher.match(binding.match(), input.request()).isEmpty()) {
        return;
      }
      for (JsonObject each :
          params.find(policy.paramKind(), binding, input.request().namespace())) {
        Validation.Outcome outcome = new Validation(policy, input.withParams(each)).outcome();
        outcome.denials().forEach(denial -> act(policy, binding, denial, input, refusals));
        outcome
            .annotations()
            .forEach((key, value) ->
                annotations
                    .computeIfAbsent(key, _ -> new LinkedHashSet<>())
                    .add(value.substring(0, Math.min(value.length(), LONGEST_ANNOTATION))));
        outcome
            .broken()
            .forEach(message ->
                refusals.add(
                    new Refusal(policy.name(), binding.name(), new Denial(0, message, ""))));
      }
    } catch (ConfigurationException | StatusException wrong) {
      misconfigured(
          policy, binding.name(), "failed to configure binding: " + message(wrong), refusals);
    }
  }

  private static void act(
      ValidatingPolicy policy,
      Binding binding,
      Denial denial,
      PolicyInput input,
      List<Refusal> refusals) {
    for (String action : binding.actions()) {
      switch (action) {
        case "Deny" -> refusals.add(new Refusal(policy.name(), binding.name(), denial));
        case "Warn" ->
            input
                .request()
                .notes()
                .warnings()
                .add(
                    "Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': %s"
                        .formatted(policy.name(), binding.name(), denial.message()));
        case "Audit" ->
            input
                .request()
                .notes()
                .trail()
                .annotate(
                    "validation.policy.admission.k8s.io/validation_failure",
                    failure(binding, denial).toString());
        default -> {}
      }
    }
  }

  private static JsonArray failure(Binding binding, Denial denial) {
    return JsonArray.of(
        JsonObject.builder()
            .put("message", denial.message())
            .put("policy", binding.policy())
            .put("binding", binding.name())
            .put("expressionIndex", denial.index())
            .put("validationActions", JsonArray.ofStrings(binding.actions()))
            .build());
  }

  private static StatusException denied(AdmissionRequest request, Refusal refusal) {
    String text = refusal.text();
    String reason = refusal.denial().reason();
    int code =
        switch (reason) {
          case "Forbidden" -> 403;
          case "Unauthorized" -> 401;
          case "RequestEntityTooLarge" -> 413;
          default -> 422;
        };
    Status plain = request.forbidden(text).status();
    return new StatusException(
        new Status(
            code,
            reason.isEmpty() ? "Invalid" : reason,
            plain.message(),
            plain.details().withCauses(List.of(new Cause("", text, "")))));
  }
}
