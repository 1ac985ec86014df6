package k4j.apiserver.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.Optional;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;

/// Signs tokens.
public final class SigningKey {

  private final PrivateKey privateKey;
  private final VerifyingKey verifying;

  public SigningKey(KeyPair keys) {
    privateKey = keys.getPrivate();
    verifying = VerifyingKey.of(keys.getPublic());
  }

  public VerifyingKey verifying() {
    return verifying;
  }

  String sign(JsonObject claims) {
    var header = new JWSHeader.Builder(verifying.method()).keyID(verifying.id()).build();
    var token = new JWSObject(header, new Payload(JsonWriter.toBytes(claims)));
    try {
      token.sign(signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign", e);
    }
    return token.serialize();
  }

  private JWSSigner signer() throws JOSEException {
    return privateKey instanceof ECPrivateKey elliptic
        ? new ECDSASigner(elliptic)
        : new RSASSASigner(privateKey);
  }

  /// The claims as they stand, believed or not; empty where it is no token of this form.
  static Optional<JsonObject> unverified(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0) {
      return Optional.empty();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.substring(first + 1, second));
      return Optional.of(JsonParser.parseObject(payload));
    } catch (IllegalArgumentException | JsonException _) {
      return Optional.empty();
    }
  }
}
