package k4j.apiserver.admission.webhook;

import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.RequestSelector;
import k4j.apiserver.admission.policy.expression.MatchConditions;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.registry.Reader;

/// Decides which webhooks a request concerns.
final class WebhookMatcher {

  private final Reader reader;
  private final Authorizer authorizer;

  WebhookMatcher(Reader reader, Authorizer authorizer) {
    this.reader = reader;
    this.authorizer = authorizer;
  }

  /// Whether the request is about admission itself, which no webhook may block.
  static boolean exempt(AdmissionRequest request) {
    return request.resource().name().group().equals("admissionregistration.k8s.io")
        && switch (request.resource().kind()) {
          case "ValidatingWebhookConfiguration",
              "MutatingWebhookConfiguration",
              "ValidatingAdmissionPolicy",
              "ValidatingAdmissionPolicyBinding",
              "MutatingAdmissionPolicy",
              "MutatingAdmissionPolicyBinding" ->
              true;
          default -> false;
        };
  }

  /// Empty where the webhook has no say in the request.
  ///
  /// @throws StatusException where that cannot be known
  Optional<Invocation> invocation(Webhook webhook, AdmissionRequest request) {
    var selector = new RequestSelector(webhook.objects(), webhook.namespaces());
    if (!selector.matchesObject(request)) {
      return Optional.empty();
    }
    Optional<Resource> resource = resource(webhook, request);
    if (resource.isEmpty() || !selector.matchesNamespace(request, reader)) {
      return Optional.empty();
    }
    Resource seen = resource.get();
    var invocation =
        new Invocation(
            webhook,
            seen,
            versioned(request.object(), request, seen),
            versioned(request.oldObject(), request, seen));
    return wanted(invocation, request) ? Optional.of(invocation) : Optional.empty();
  }

  private boolean wanted(Invocation invocation, AdmissionRequest request) {
    return switch (WebhookConditions.match(invocation, request, authorizer)) {
      case MatchConditions.Outcome.Matches _ -> true;
      case MatchConditions.Outcome.Differs _ -> false;
      case MatchConditions.Outcome.Failed(String message) -> {
        if (!invocation.webhook().ignoresFailure()) {
          throw StatusException.forbidden(request.resource().name(), request.name(), message);
        }
        yield false;
      }
    };
  }

  private Optional<Resource> resource(Webhook webhook, AdmissionRequest request) {
    Resource own = request.resource();
    if (webhook.rules().stream().anyMatch(rule -> rule.matches(request, own.name()))) {
      return Optional.of(own);
    }
    if (!webhook.equivalent() || webhook.rules().isEmpty()) {
      return Optional.empty();
    }
    for (RequestRule rule : webhook.rules()) {
      for (Resource other : reader.versions().equivalents(own)) {
        if (!other.name().equals(own.name()) && rule.matches(request, other.name())) {
          return Optional.of(other);
        }
      }
    }
    return Optional.empty();
  }

  private JsonObject versioned(JsonObject object, AdmissionRequest request, Resource seen) {
    boolean ofResource =
        Kinds.of(request.resource(), request.subresource()).isOf(request.resource());
    return ofResource ? reader.versions().convert(object, request.resource(), seen) : object;
  }
}
