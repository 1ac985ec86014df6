package k4j.apiserver.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Forbidden;

/// Lets somebody act as somebody else where the rules allow the verb `impersonate` (`kubectl
/// --as`).
final class ImpersonationFilter implements Filter {

  private static final String USER = "impersonate-user";
  private static final String UID = "impersonate-uid";
  private static final String GROUP = "impersonate-group";
  private static final String EXTRA = "impersonate-extra-";
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  private final Authorizer authorizer;

  ImpersonationFilter(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public Answer apply(Call call, Handler next) {
    Headers headers = call.headers();
    String name = headers.first(USER);
    if (name.isEmpty()) {
      if (!headers.all(GROUP).isEmpty() || !headers.first(UID).isEmpty()) {
        throw StatusException.badRequest(
            "requested %s without impersonating a user".formatted(headers.all(GROUP)));
      }
      return next.handle(call);
    }
    Map<String, List<String>> extra = extra(headers);
    checkUser(call.user(), name);
    headers.all(GROUP).forEach(group -> check(call.user(), "", "groups", "", "", group));
    String uid = headers.first(UID);
    if (!uid.isEmpty()) {
      check(call.user(), "authentication.k8s.io", "uids", "", "", uid);
    }
    extra.forEach((key, values) ->
        values.forEach(
            value -> check(call.user(), "authentication.k8s.io", "userextras", key, "", value)));
    return next.handle(call.withUser(new User(name, uid, groups(name, headers), extra)));
  }

  private void checkUser(User asker, String name) {
    if (!name.startsWith(SERVICE_ACCOUNT)) {
      check(asker, "", "users", "", "", name);
      return;
    }
    String[] parts = name.substring(SERVICE_ACCOUNT.length()).split(":", 2);
    check(asker, "", "serviceaccounts", "", parts[0], parts.length > 1 ? parts[1] : "");
  }

  private void check(
      User asker, String group, String resource, String sub, String namespace, String name) {
    var wanted =
        new Attributes(asker, "impersonate", true, group, "v1", resource, sub, namespace, name, "");
    Decision decision = authorizer.authorize(wanted);
    if (decision.verdict() != Verdict.ALLOW) {
      throw Forbidden.of(wanted, decision.reason());
    }
  }

  private static List<String> groups(String name, Headers headers) {
    var groups = new ArrayList<>(headers.all(GROUP));
    if (groups.isEmpty() && name.startsWith(SERVICE_ACCOUNT)) {
      String namespace = name.substring(SERVICE_ACCOUNT.length()).split(":", 2)[0];
      groups.add("system:serviceaccounts");
      groups.add("system:serviceaccounts:" + namespace);
    }
    String everyone = name.equals(User.ANONYMOUS) ? User.UNAUTHENTICATED : User.AUTHENTICATED;
    if (!groups.contains(User.AUTHENTICATED) && !groups.contains(User.UNAUTHENTICATED)) {
      groups.add(everyone);
    }
    return groups;
  }

  private static Map<String, List<String>> extra(Headers headers) {
    var extra = new HashMap<String, List<String>>();
    for (String header : headers.names()) {
      if (header.startsWith(EXTRA)) {
        String key = header.substring(EXTRA.length()).toLowerCase(Locale.ROOT);
        extra.put(URLDecoder.decode(key, StandardCharsets.UTF_8), headers.all(header));
      }
    }
    return extra;
  }
}
