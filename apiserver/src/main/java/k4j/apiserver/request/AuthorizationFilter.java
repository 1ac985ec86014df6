package k4j.apiserver.request;

import java.time.Instant;
import java.time.InstantSource;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Forbidden;
import k4j.apiserver.metrics.AccessMetrics;

/// Lets through what the authorizer allows.
final class AuthorizationFilter implements Filter {

  private final Authorizer authorizer;
  private final AccessMetrics metrics;
  private final InstantSource clock;

  AuthorizationFilter(Authorizer authorizer, AccessMetrics metrics, InstantSource clock) {
    this.authorizer = authorizer;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Answer apply(Call call, Handler next) {
    Attributes attributes = CallAttributes.of(call);
    Instant begun = clock.instant();
    Decision decision = authorizer.authorize(attributes);
    metrics.authorized(
        switch (decision.verdict()) {
          case ALLOW -> "allowed";
          case DENY -> "denied";
          case NO_OPINION -> "no-opinion";
        },
        begun,
        clock.instant());
    boolean allowed = decision.verdict() == Verdict.ALLOW;
    if (call.trail().isAudited()) {
      call.trail().annotate("authorization.k8s.io/decision", allowed ? "allow" : "forbid");
      call.trail().annotate("authorization.k8s.io/reason", decision.reason());
    }
    if (!allowed) {
      call.trail().header("X-Content-Type-Options", "nosniff");
      throw Forbidden.of(attributes, decision.reason());
    }
    return next.handle(call);
  }
}
