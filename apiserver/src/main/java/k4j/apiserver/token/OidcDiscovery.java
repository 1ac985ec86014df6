package k4j.apiserver.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.FieldOrder;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.RouteForms;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// Tells others how to check service account tokens themselves (OpenID Connect discovery).
public final class OidcDiscovery implements Endpoint {

  private static final Map<String, String> CACHED = Map.of("Cache-Control", "public, max-age=3600");

  private static final FieldOrder ORDER =
      FieldOrder.of(
          "issuer",
          "jwks_uri",
          "response_types_supported",
          "subject_types_supported",
          "id_token_signing_alg_values_supported");

  private final TokenKeys keys;
  private final JsonObject configuration;

  /// @param server where the keys can be had, such as `https://192.168.7.1:6443`
  public OidcDiscovery(TokenKeys keys, String issuer, String server) {
    this.keys = keys;
    configuration =
        JsonObject.builder()
            .put("issuer", issuer)
            .put("jwks_uri", server + "/openid/v1/jwks")
            .put("response_types_supported", JsonArray.of(Json.of("id_token")))
            .put("subject_types_supported", JsonArray.of(Json.of("public")))
            .put("id_token_signing_alg_values_supported", JsonArray.ofStrings(keys.algorithms()))
            .build();
  }

  @Override
  public Optional<Answer> answer(Call call) {
    return switch (call.info().path()) {
      case "/.well-known/openid-configuration" ->
          Optional.of(document(call, "application/json", JsonWriter.toBytes(configuration, ORDER)));
      case "/openid/v1/jwks" ->
          Optional.of(document(call, "application/jwk-set+json", keys.keySet().getBytes(UTF_8)));
      default -> Optional.empty();
    };
  }

  private static Answer document(Call call, String type, byte[] body) {
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      throw StatusException.methodNotAllowed();
    }
    RouteForms.check(call.headers(), List.of(type), "");
    return new Answer.Raw(200, type, body, CACHED);
  }
}
