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
    if (decision.verdict() != Verdict.ALLOW) {
      throw Forbidden.of(attributes, decision.reason());
    }
    return next.handle(call);
  }
}
