package k4j.apiserver.request;

import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;

/// Lets through what the authorizer allows.
final class AuthorizationFilter implements Filter {

  private final Authorizer authorizer;

  AuthorizationFilter(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public Answer apply(Call call, Handler next) {
    Attributes attributes = attributes(call);
    Decision decision = authorizer.authorize(attributes);
    if (decision.verdict() != Verdict.ALLOW) {
      throw forbidden(attributes, decision.reason());
    }
    return next.handle(call);
  }

  private static Attributes attributes(Call call) {
    RequestInfo info = call.info();
    return new Attributes(
        call.user(),
        info.verb(),
        info.isResource(),
        info.group(),
        info.version(),
        info.resource(),
        info.subresource(),
        info.namespace(),
        info.name(),
        info.path(),
        call.query().first("fieldSelector"));
  }

  /// The refusal in the words of Kubernetes.
  static StatusException forbidden(Attributes wanted, String reason) {
    String why = reason.isEmpty() ? sentence(wanted) : sentence(wanted) + ": " + reason;
    var resource =
        wanted.isResource()
            ? new ResourceName(wanted.group(), wanted.version(), wanted.resource())
            : new ResourceName("", "", "");
    return StatusException.forbidden(resource, wanted.isResource() ? wanted.name() : "", why);
  }

  private static String sentence(Attributes wanted) {
    String user = "User \"%s\" cannot %s ".formatted(wanted.user().name(), wanted.verb());
    if (!wanted.isResource()) {
      return user + "path \"%s\"".formatted(wanted.path());
    }
    String what =
        "resource \"%s\" in API group \"%s\"".formatted(wanted.combinedResource(), wanted.group());
    return user
        + what
        + (wanted.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace \"%s\"".formatted(wanted.namespace()));
  }
}
