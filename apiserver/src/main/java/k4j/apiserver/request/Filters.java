package k4j.apiserver.request;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.metrics.AccessMetrics;

/// The filters that every request passes after its user is known, in order.
public final class Filters {

  private Filters() {}

  /// What asks the authorizer about each request.
  public static Filter authorization(
      Authorizer authorizer, AccessMetrics metrics, InstantSource clock) {
    return new AuthorizationFilter(authorizer, metrics, clock);
  }

  /// @param audit nothing where nobody wants to know
  public static List<Filter> list(
      Optional<? extends Filter> audit,
      Authorizer authorizer,
      Filter authorization,
      Filter flowControl,
      Filter metrics) {
    var all = new ArrayList<Filter>();
    audit.ifPresent(all::add);
    all.add(new ImpersonationFilter(authorizer));
    all.add(flowControl);
    all.add(authorization);
    all.add(metrics);
    return List.copyOf(all);
  }

  /// The handler with all filters before it.
  public static Handler chain(List<Filter> filters, Handler last) {
    Handler handler = last;
    for (Filter filter : filters.reversed()) {
      Handler next = handler;
      handler = call -> filter.apply(call, next);
    }
    return handler;
  }
}
