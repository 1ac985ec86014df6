package k4j.apiserver.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Quoted;
import k4j.apiserver.impersonation.Impersonation;

/// Lets somebody act as somebody else where the rules allow that (`kubectl --as`).
final class ImpersonationFilter implements Filter {

  private static final String ANY = "impersonate-";
  private static final String USER = "impersonate-user";
  private static final String UID = "impersonate-uid";
  private static final String GROUP = "impersonate-group";
  private static final String EXTRA = "impersonate-extra-";

  private final Impersonation impersonation;

  ImpersonationFilter(Authorizer authorizer) {
    impersonation = new Impersonation(authorizer);
  }

  @Override
  public Answer apply(Call call, Handler next) {
    Headers headers = call.headers();
    if (!headers.anyBegins(ANY)) {
      return next.handle(call);
    }
    var wanted =
        new User(headers.first(USER), headers.first(UID), headers.all(GROUP), extra(headers));
    if (wanted.name().isEmpty()) {
      if (wanted.equals(User.of(""))) {
        return next.handle(call);
      }
      throw StatusException.badRequest(
          "requested " + described(wanted) + " without impersonating a user name");
    }
    Impersonation.Acting acting = impersonation.become(wanted, CallAttributes.of(call));
    call.trail().impersonate(acting.user());
    return next.handle(call.withUser(acting.user()).withHeaders(headers.without(ANY)));
  }

  /// As Go writes the value.
  private static String described(User wanted) {
    String groups =
        wanted.groups().isEmpty() ? "[]string(nil)" : "[]string{" + quoted(wanted.groups()) + "}";
    var extra = new StringBuilder();
    new TreeMap<>(wanted.extra())
        .forEach((key, values) ->
            extra
                .append(extra.isEmpty() ? "" : ", ")
                .append(Quoted.text(key) + ":[]string{" + quoted(values) + "}"));
    return "&user.DefaultInfo{Name:\"\", UID:"
        + Quoted.text(wanted.uid())
        + ", Groups:"
        + groups
        + ", Extra:map[string][]string"
        + (extra.isEmpty() ? "(nil)" : "{" + extra + "}")
        + "}";
  }

  private static String quoted(List<String> values) {
    return String.join(", ", values.stream().map(Quoted::text).toList());
  }

  private static Map<String, List<String>> extra(Headers headers) {
    var extra = new TreeMap<String, List<String>>();
    for (String header : headers.names()) {
      if (header.startsWith(EXTRA)) {
        extra.put(unescaped(header.substring(EXTRA.length())), headers.all(header));
      }
    }
    return extra;
  }

  private static String unescaped(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return key; // what is no escape is taken as it stands
    }
  }
}
