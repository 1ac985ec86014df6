package k4j.client.https;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PemTest {

  private static KeyPair rsa() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static KeyPair ec() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  @Test
  void readsTheNewForm() throws GeneralSecurityException {
    KeyPair pair = ec();
    String pem = Keys.pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    assertThat(Pem.key(pem)).isEqualTo(pair.getPrivate());
  }

  @Test
  void readsTheOldFormOfRsa() throws GeneralSecurityException {
    KeyPair pair = rsa();
    byte[] whole = pair.getPrivate().getEncoded();
    // PKCS #8 is a frame of 26 bytes around PKCS #1 for a key of this size.
    byte[] inner = Arrays.copyOfRange(whole, 26, whole.length);
    assertThat(Pem.key(Keys.pem("RSA PRIVATE KEY", inner))).isEqualTo(pair.getPrivate());
  }

  @Test
  void readsTheOldFormOfEllipticCurves() throws GeneralSecurityException {
    String pem =
        """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49
        AwEHoUQDQgAEPR3tU2Fta9ktY+6P9G0cWO+0kETA6SFs38GecTyudlHz6xvCdz8q
        EKTcWGekdmdDPsHloRNtsiCa697B2O9IFA==
        -----END EC PRIVATE KEY-----
        """;
    assertThat(Pem.key(pem).getAlgorithm()).isEqualTo("EC");
  }
}
