package k4j.apiserver.admission.policy;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.RequestSelector;
import k4j.apiserver.admission.policy.MatchResources.NamedRule;
import k4j.apiserver.registry.Reader;

/// Decides which policies and bindings a request concerns.
final class PolicyMatcher {

  private static final ResourceName NAMESPACES = new ResourceName("", "v1", "namespaces");

  private final Reader reader;

  PolicyMatcher(Reader reader) {
    this.reader = reader;
  }

  /// As what resource the request is seen; empty where it does not match.
  ///
  /// @throws StatusException where that cannot be known
  Optional<Resource> match(MatchResources wanted, AdmissionRequest request) {
    var selector = new RequestSelector(wanted.objects(), wanted.namespaces());
    if (!selector.matchesObject(request)
        || seen(wanted.excluded(), wanted.equivalent(), request).isPresent()) {
      return Optional.empty();
    }
    Optional<Resource> seen =
        wanted.rules().isEmpty()
            ? Optional.of(request.resource())
            : seen(wanted.rules(), wanted.equivalent(), request);
    return seen.isPresent() && selector.matchesNamespace(request, reader) ? seen : Optional.empty();
  }

  private Optional<Resource> seen(
      List<NamedRule> rules, boolean equivalent, AdmissionRequest request) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Resource own = request.resource();
    if (matches(rules, request, own)) {
      return Optional.of(own);
    }
    return equivalent
        ? reader.versions().equivalents(own).stream()
            .filter(other -> matches(rules, request, other))
            .findFirst()
        : Optional.empty();
  }

  private static boolean matches(
      List<NamedRule> rules, AdmissionRequest request, Resource resource) {
    return rules.stream()
        .anyMatch(each ->
            each.rule().matches(request, resource.name())
                && (each.names().isEmpty() || each.names().contains(request.name())));
  }

  /// The namespace of what is written, as `namespaceObject`; empty where there is none.
  JsonObject namespaceOf(AdmissionRequest request) {
    if (request.namespace().isEmpty() || request.resource().name().equals(NAMESPACES)) {
      return JsonObject.EMPTY;
    }
    return reader
        .get(NAMESPACES, "", request.namespace())
        .orElseThrow(() -> StatusException.notFound(NAMESPACES, request.namespace()));
  }
}
