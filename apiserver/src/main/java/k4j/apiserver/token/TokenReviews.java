package k4j.apiserver.token;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticator.Result;
import k4j.apiserver.authentication.User;

/// Answers the questions who shows a token, and who I am (group `authentication.k8s.io`).
public final class TokenReviews {

  private final TokenAuthenticator tokens;
  private final List<String> audiences;
  private final InstantSource clock;

  /// @param audiences of the API server itself, for reviews that name none
  public TokenReviews(TokenAuthenticator tokens, List<String> audiences, InstantSource clock) {
    this.tokens = tokens;
    this.audiences = List.copyOf(audiences);
    this.clock = clock;
  }

  /// A TokenReview with its status.
  public JsonObject token(JsonObject review) {
    String token = review.object("spec").string("token");
    if (token.isEmpty()) {
      throw StatusException.badRequest("token is required for TokenReview in authentication");
    }
    List<String> named = review.object("spec").array("audiences").strings();
    List<String> wanted = named.isEmpty() ? audiences : named;
    JsonObject status =
        switch (tokens.authenticate(token, wanted)) {
          case Result.Known(User user, List<String> meant) ->
              JsonObject.builder()
                  .put("authenticated", true)
                  .put("audiences", JsonArray.ofStrings(meant))
                  .put("user", describe(authenticated(user)))
                  .build();
          case Result.NotMine() -> failed("invalid bearer token");
          case Result.Rejected(String reason) -> failed("[invalid bearer token, " + reason + "]");
        };
    return review.with("status", status);
  }

  private static JsonObject failed(String error) {
    return JsonObject.builder().put("user", JsonObject.EMPTY).put("error", error).build();
  }

  private static User authenticated(User user) {
    var groups = new ArrayList<>(user.groups());
    if (!groups.contains(User.AUTHENTICATED)) {
      groups.add(User.AUTHENTICATED);
    }
    return new User(user.name(), user.uid(), groups, user.extra());
  }

  /// A SelfSubjectReview with its status.
  public JsonObject self(JsonObject review, User user) {
    JsonObject metadata = JsonObject.EMPTY.with("creationTimestamp", Times.format(clock.instant()));
    return review
        .with("metadata", metadata)
        .with("status", JsonObject.EMPTY.with("userInfo", describe(user)));
  }

  static JsonObject describe(User user) {
    var out = JsonObject.builder().put("username", user.name());
    if (!user.uid().isEmpty()) {
      out.put("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      out.put("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      var extra = JsonObject.builder();
      new TreeMap<>(user.extra())
          .forEach((name, values) -> extra.put(name, JsonArray.ofStrings(values)));
      out.put("extra", extra.build());
    }
    return out.build();
  }
}
