package k4j.apiserver.request;

import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Forbidden;

/// Lets through what the authorizer allows.
final class AuthorizationFilter implements Filter {

  private final Authorizer authorizer;

  AuthorizationFilter(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public Answer apply(Call call, Handler next) {
    Attributes attributes = CallAttributes.of(call);
    Decision decision = authorizer.authorize(attributes);
    boolean allowed = decision.verdict() == Verdict.ALLOW;
    if (call.trail().isAudited()) {
      call.trail().annotate("authorization.k8s.io/decision", allowed ? "allow" : "forbid");
      call.trail().annotate("authorization.k8s.io/reason", decision.reason());
    }
    if (!allowed) {
      throw Forbidden.of(attributes, decision.reason());
    }
    return next.handle(call);
  }
}
