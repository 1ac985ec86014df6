package k4j.controllers.serviceaccounttoken;

import k4j.api.json.JsonObject;

/// Signs the tokens that live in secrets and never end.
@FunctionalInterface
public interface SecretTokens {

  String token(JsonObject serviceAccount, JsonObject secret);
}
