package k4j.cluster.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import k4j.apiserver.token.KeyFiles;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PemTest {

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
    return generator.generateKeyPair();
  }

  private static BigInteger scalar(PrivateKey key) {
    return ((ECPrivateKey) key).getS();
  }

  /// Many: every 256th has a zero in front.
  @RepeatedTest(1000)
  void keysAreWrittenInTheirOwnForm() throws GeneralSecurityException {
    KeyPair keys = keys();
    String pem = Pem.of(keys.getPrivate(), keys.getPublic());
    assertThat(pem).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
    assertThat(scalar(Pem.privateKey(pem))).isEqualTo(scalar(keys.getPrivate()));
    KeyPair elsewhere = KeyFiles.pair(pem);
    assertThat(elsewhere.getPublic().getEncoded()).isEqualTo(keys.getPublic().getEncoded());
    assertThat(scalar(elsewhere.getPrivate())).isEqualTo(scalar(keys.getPrivate()));
  }

  @Test
  void keysOfOlderClustersAreRead() throws GeneralSecurityException {
    KeyPair keys = keys();
    String lines = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
    String pem = "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n";
    assertThat(Pem.privateKey(pem)).isEqualTo(keys.getPrivate());
  }
}
