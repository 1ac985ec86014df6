package k4j.apiserver.strategy.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Secrets.
public final class SecretValidation implements Validation {

  private static final FieldPath DATA = FieldPath.of("data");
  private static final String ACCOUNT = "kubernetes.io/service-account.name";

  @Override
  public void create(JsonObject secret, FieldErrors errors) {
    JsonObject data = secret.object("data");
    long size = 0;
    for (int i = 0; i < data.size(); i++) {
      String key = data.nameAt(i);
      errors.invalidEach(DATA.key(key), key, ValueFormats.configKey(key));
      size +=
          data.valueAt(i) instanceof JsonString text
              ? ConfigMapValidation.decoded(text.value())
              : 0;
    }
    if (size > ConfigMapValidation.MAX_BYTES) {
      errors.tooLong(DATA, ConfigMapValidation.MAX_BYTES);
    }
    typed(secret, data, errors);
  }

  private static void typed(JsonObject secret, JsonObject data, FieldErrors errors) {
    switch (secret.string("type")) {
      case "kubernetes.io/service-account-token" -> {
        JsonObject annotations = secret.object("metadata").object("annotations");
        if (annotations.string(ACCOUNT).isEmpty()) {
          errors.required(FieldPath.of("metadata").child("annotations").key(ACCOUNT));
        }
      }
      case "kubernetes.io/dockercfg" -> json(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          errors.required(DATA.key("username"));
          errors.required(DATA.key("password"));
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (data.string("ssh-privatekey").isEmpty()) {
          errors.required(DATA.key("ssh-privatekey"));
        }
      }
      case "kubernetes.io/tls" -> {
        for (String key : new String[] {"tls.crt", "tls.key"}) {
          if (!data.has(key)) {
            errors.required(DATA.key(key));
          }
        }
      }
      default -> {}
    }
  }

  private static void json(JsonObject data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required(DATA.key(key));
      return;
    }
    try {
      JsonParser.parse(Base64.getDecoder().decode(data.string(key)));
    } catch (JsonException e) {
      errors.invalid(DATA.key(key), "<secret contents redacted>", e.getMessage());
    }
  }

  @Override
  public void update(JsonObject secret, JsonObject old, String subresource, FieldErrors errors) {
    Checks.immutable(secret, old, "type", FieldPath.ROOT, errors);
    ConfigMapValidation.sealed(secret, old, errors, "data");
    create(secret, errors);
  }

  @Override
  public List<String> warnings(JsonObject secret) {
    if (!secret.string("type").equals("kubernetes.io/tls")) {
      return List.of();
    }
    for (String[] part : new String[][] {{"tls.crt", "certificate"}, {"tls.key", "key"}}) {
      byte[] bytes = Base64.getMimeDecoder().decode(secret.object("data").string(part[0]));
      if (!new String(bytes, StandardCharsets.UTF_8).contains("-----BEGIN ")) {
        return List.of("tls: failed to find any PEM data in " + part[1] + " input");
      }
    }
    return List.of();
  }
}
