package k4j.apiserver.authentication.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookCallException;
import k4j.apiserver.webhook.WebhookClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server of the cluster's owner who shows a token, with a TokenReview
/// (`--authentication-token-webhook-config-file`).
public final class WebhookTokens implements TokenAuthenticator {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookTokens.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final WebhookClient client;
  private final String version;
  private final List<String> audiences;
  private final Retries retries;

  /// @param version of TokenReview, `v1` or `v1beta1`
  /// @param audiences of the API server itself, which answers that name none stand for
  /// @throws ConfigurationException where there is no such version
  public WebhookTokens(
      WebhookClient client, String version, List<String> audiences, Retries retries) {
    if (!version.equals("v1") && !version.equals("v1beta1")) {
      throw new ConfigurationException(
          "unsupported authentication webhook version \"%s\", supported versions are \"v1\", \"v1beta1\""
              .formatted(version));
    }
    this.client = client;
    this.version = version;
    this.audiences = List.copyOf(audiences);
    this.retries = retries;
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    try {
      return result(retries.post(client, review(token, wanted), PATIENCE), wanted);
    } catch (WebhookCallException e) {
      LOG.atWarn()
          .addKeyValue("why", e.getMessage())
          .log("The webhook that knows tokens could not be asked");
      return new Result.Rejected(String.valueOf(e.getMessage()));
    }
  }

  private JsonObject review(String token, List<String> wanted) {
    JsonObject spec = JsonObject.EMPTY.with("token", token);
    return JsonObject.EMPTY
        .with("kind", "TokenReview")
        .with("apiVersion", "authentication.k8s.io/" + version)
        .with("metadata", JsonObject.EMPTY)
        .with("spec", wanted.isEmpty() ? spec : spec.with("audiences", JsonArray.ofStrings(wanted)))
        .with("status", JsonObject.EMPTY.with("user", JsonObject.EMPTY));
  }

  private Result result(JsonObject review, List<String> wanted) {
    JsonObject status = review.object("status");
    List<String> named = status.array("audiences").strings();
    List<String> meant =
        wanted.stream().filter((named.isEmpty() ? audiences : named)::contains).toList();
    if (meant.isEmpty()) {
      return new Result.NotMine();
    }
    if (!status.bool("authenticated")) {
      String error = status.string("error");
      return error.isEmpty() ? new Result.NotMine() : new Result.Rejected(error);
    }
    return new Result.Known(user(status.object("user")), meant);
  }

  private static User user(JsonObject user) {
    Map<String, List<String>> extra = new HashMap<>();
    JsonObject given = user.object("extra");
    for (String key : given.names()) {
      extra.put(key, given.array(key).strings());
    }
    return new User(
        user.string("username"), user.string("uid"), user.array("groups").strings(), extra);
  }
}
