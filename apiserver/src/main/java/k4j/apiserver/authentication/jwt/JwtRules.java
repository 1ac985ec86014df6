package k4j.apiserver.authentication.jwt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.Program;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.apiserver.authentication.User;

/// How the claims of one provider's tokens become users, and which do not.
///
/// @param audiences one of which a token must be meant for
/// @param extra by key
record JwtRules(
    String issuer,
    List<String> audiences,
    Mapping username,
    Mapping groups,
    Mapping uid,
    Map<String, Program> extra,
    List<Rule> claimRules,
    List<Rule> userRules) {

  /// What must hold.
  sealed interface Rule {
    record Required(String claim, String value) implements Rule {}

    /// @param message empty for the expression itself
    record Holds(Program program, String message) implements Rule {}
  }

  /// @param claims of a token whose signature, times and audience are good
  User user(JsonObject claims) throws ClaimException {
    var user = new User(name(claims), id(claims), groups.of(claims, "groups"), extraOf(claims));
    for (Rule rule : claimRules) {
      check(rule, "claims", claims);
    }
    for (Rule rule : userRules) {
      check(rule, "user", described(user));
    }
    return user;
  }

  private String name(JsonObject claims) throws ClaimException {
    List<String> names = username.of(claims, "username");
    if (names.size() != 1) {
      throw new ClaimException(
          username.expression().isPresent()
              ? "oidc: empty username via CEL expression is not allowed"
              : "oidc: parse username claims \"%s\": claim not present"
                  .formatted(username.claim()));
    }
    if (username.claim().equals("email")
        && claims.get("email_verified") instanceof JsonBoolean verified
        && !verified.value()) {
      throw new ClaimException("oidc: email not verified");
    }
    return names.getFirst();
  }

  private String id(JsonObject claims) throws ClaimException {
    List<String> ids = uid.of(claims, "uid");
    if (ids.isEmpty() && !uid.claim().isEmpty()) {
      throw new ClaimException(
          "oidc: parse uid claim \"%s\": claim not present".formatted(uid.claim()));
    }
    return ids.isEmpty() ? "" : ids.getFirst();
  }

  private Map<String, List<String>> extraOf(JsonObject claims) throws ClaimException {
    Map<String, List<String>> values = new HashMap<>();
    if (claims.get("jti") instanceof JsonString id && !id.value().isEmpty()) {
      values.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + id.value()));
    }
    for (Map.Entry<String, Program> each : extra.entrySet()) {
      List<String> texts =
          Claims.texts(Claims.evaluate(each.getValue(), "claims", claims), "extra");
      if (!texts.isEmpty()) {
        values.put(each.getKey(), texts);
      }
    }
    return values;
  }

  private static void check(Rule rule, String variable, JsonObject value) throws ClaimException {
    switch (rule) {
      case Rule.Required(String claim, String wanted) -> {
        if (!(value.get(claim) instanceof JsonString text)) {
          throw new ClaimException("oidc: required claim " + claim + " not present in ID token");
        }
        if (!text.value().equals(wanted)) {
          throw new ClaimException(
              "oidc: required claim %s value does not match. Got = %s, want = %s"
                  .formatted(claim, text.value(), wanted));
        }
      }
      case Rule.Holds(Program program, String message) -> {
        if (!(Claims.evaluate(program, variable, value) instanceof JsonBoolean result)
            || !result.value()) {
          throw new ClaimException(
              "oidc: error evaluating "
                  + (variable.equals("claims")
                      ? "claim validation expression"
                      : "user info validation rule")
                  + ": validation expression '"
                  + program.expression()
                  + "' failed: "
                  + message);
        }
      }
    }
  }

  private static JsonObject described(User user) {
    JsonObject extra = JsonObject.EMPTY;
    for (Map.Entry<String, List<String>> each : user.extra().entrySet()) {
      extra = extra.with(each.getKey(), JsonArray.ofStrings(each.getValue()));
    }
    return JsonObject.EMPTY
        .with("username", user.name())
        .with("uid", user.uid())
        .with("groups", JsonArray.ofStrings(user.groups()))
        .with("extra", extra);
  }
}
