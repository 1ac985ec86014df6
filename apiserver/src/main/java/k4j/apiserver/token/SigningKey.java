package k4j.apiserver.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;

/// Signs tokens and checks their signatures (ES256).
public final class SigningKey {

  private final String id;
  private final ECPrivateKey privateKey;
  private final ECPublicKey publicKey;

  /// @param keys on the curve P-256
  public SigningKey(KeyPair keys) {
    privateKey = (ECPrivateKey) keys.getPrivate();
    publicKey = (ECPublicKey) keys.getPublic();
    id = id(publicKey);
  }

  /// Kubernetes derives a key's id from the key, one way.
  private static String id(ECPublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  String sign(JsonObject claims) {
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(id).build();
    var token = new JWSObject(header, new Payload(JsonWriter.toBytes(claims)));
    try {
      token.sign(new ECDSASigner(privateKey));
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign", e);
    }
    return token.serialize();
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

  /// Whether this key signed the token.
  boolean signed(String token) {
    try {
      JWSObject parsed = JWSObject.parse(token);
      return parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
          && (parsed.getHeader().getKeyID() == null || parsed.getHeader().getKeyID().equals(id))
          && parsed.verify(new ECDSAVerifier(publicKey));
    } catch (ParseException | JOSEException _) {
      return false;
    }
  }

  /// The public key for those who check tokens themselves (RFC 7517).
  String keySet() {
    ECKey key =
        new ECKey.Builder(Curve.P_256, publicKey)
            .keyUse(KeyUse.SIGNATURE)
            .keyID(id)
            .algorithm(JWSAlgorithm.ES256)
            .build();
    return new JWKSet(key).toString();
  }
}
