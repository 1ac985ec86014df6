package k4j.apiserver.token;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.List;

/// The public keys by which service account tokens are believed.
public final class TokenKeys {

  private final List<VerifyingKey> keys;

  public TokenKeys(List<VerifyingKey> keys) {
    this.keys = List.copyOf(keys);
  }

  public static TokenKeys of(SigningKey key) {
    return new TokenKeys(List.of(key.verifying()));
  }

  /// Whether one of the keys signed the token.
  boolean signed(String token) {
    try {
      JWSObject parsed = JWSObject.parse(token);
      return keys.stream().anyMatch(key -> key.signed(parsed));
    } catch (ParseException _) {
      return false;
    }
  }

  /// The algorithms of the keys, each once.
  List<String> algorithms() {
    return keys.stream().map(VerifyingKey::algorithm).distinct().sorted().toList();
  }

  /// The keys for those who check tokens themselves (RFC 7517).
  String keySet() {
    List<JWK> all = keys.stream().map(VerifyingKey::jwk).toList();
    return new JWKSet(all).toString();
  }
}
