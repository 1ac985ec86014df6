package k4j.apiserver.request;

import java.util.List;
import k4j.apiserver.authorization.Authorizer;

/// The filters that every request passes after its user is known, in order.
public final class Filters {

  private Filters() {}

  public static List<Filter> list(Authorizer authorizer, Filter flowControl) {
    return List.of(
        new ImpersonationFilter(authorizer), flowControl, new AuthorizationFilter(authorizer));
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
