package k4j.apiserver.request;

import java.util.Set;
import k4j.apiserver.authorization.Attributes;

/// What a request needs to be allowed.
public final class CallAttributes {

  /// Whose selectors count: who may list only some objects must ask for them.
  private static final Set<String> SELECTING = Set.of("list", "watch", "deletecollection");

  private CallAttributes() {}

  static Attributes of(Call call) {
    return of(call, call.info().verb());
  }

  /// The same request by another verb, such as a patch that creates.
  public static Attributes of(Call call, String verb) {
    RequestInfo info = call.info();
    boolean selects =
        info.isResource()
            && SELECTING.contains(verb)
            && !(verb.equals("watch") && RequestInfos.isOldWatch(info));
    return new Attributes(
        call.user(),
        verb,
        info.isResource(),
        info.group(),
        info.version(),
        info.resource(),
        info.subresource(),
        info.namespace(),
        info.name(),
        info.path(),
        selects ? call.query().first("fieldSelector") : "",
        selects ? call.query().first("labelSelector") : "");
  }
}
