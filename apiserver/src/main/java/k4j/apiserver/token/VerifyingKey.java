package k4j.apiserver.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/// One public key, RSA (RS256) or elliptic (ES256, ES384, ES512).
///
/// @param id as Kubernetes derives it from the key, one way
public record VerifyingKey(PublicKey key, String id, JWSAlgorithm method) {

  public static VerifyingKey of(PublicKey key) {
    return new VerifyingKey(key, id(key), method(key));
  }

  private static String id(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static JWSAlgorithm method(PublicKey key) {
    return switch (key) {
      case RSAPublicKey _ -> JWSAlgorithm.RS256;
      case ECPublicKey elliptic ->
          switch (elliptic.getParams().getCurve().getField().getFieldSize()) {
            case 256 -> JWSAlgorithm.ES256;
            case 384 -> JWSAlgorithm.ES384;
            default -> JWSAlgorithm.ES512;
          };
      case PublicKey other ->
          throw new IllegalArgumentException("keys of " + other.getAlgorithm() + " are no use");
    };
  }

  String algorithm() {
    return method.getName();
  }

  boolean signed(JWSObject token) {
    String named = token.getHeader().getKeyID();
    try {
      return token.getHeader().getAlgorithm().equals(method)
          && (named == null || named.equals(id))
          && token.verify(verifier());
    } catch (JOSEException _) {
      return false;
    }
  }

  private JWSVerifier verifier() throws JOSEException {
    return key instanceof RSAPublicKey rsa
        ? new RSASSAVerifier(rsa)
        : new ECDSAVerifier((ECPublicKey) key);
  }

  JWK jwk() {
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).keyUse(KeyUse.SIGNATURE).keyID(id).algorithm(method).build();
    }
    var elliptic = (ECPublicKey) key;
    return new ECKey.Builder(Curve.forECParameterSpec(elliptic.getParams()), elliptic)
        .keyUse(KeyUse.SIGNATURE)
        .keyID(id)
        .algorithm(method)
        .build();
  }
}
