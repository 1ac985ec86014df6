package k4j.apiserver.encryption.kms;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import k4j.apiserver.encryption.AesGcm;
import k4j.apiserver.encryption.SealException;

/// AES-GCM with a key of its own for each value, derived from a seed and from 32 random bytes that
/// stand in front (HKDF with SHA-256).
final class SeedSealer {

  static final int SEED = 32;
  private static final int INFO = 32;
  private static final int KEY = 32;

  private final SecretKey seed;
  private final RandomGenerator random;

  /// @throws KmsException where the seed is too short
  SeedSealer(byte[] seed, RandomGenerator random) throws KmsException {
    if (seed.length < SEED) {
      throw new KmsException(
          "invalid seed length %d used for key generation".formatted(seed.length));
    }
    this.seed = new SecretKeySpec(seed, "HKDF");
    this.random = random;
  }

  byte[] seal(byte[] plain, byte[] context) {
    byte[] info = new byte[INFO];
    random.nextBytes(info);
    byte[] sealed = derived(info).seal(plain, context);
    byte[] out = Arrays.copyOf(info, INFO + sealed.length);
    System.arraycopy(sealed, 0, out, INFO, sealed.length);
    return out;
  }

  byte[] open(byte[] sealed, byte[] context) throws SealException {
    if (sealed.length < INFO) {
      throw new SealException(SealException.TOO_SHORT);
    }
    return derived(Arrays.copyOf(sealed, INFO)).open(sealed, INFO, context);
  }

  private AesGcm derived(byte[] info) {
    try {
      byte[] key =
          KDF.getInstance("HKDF-SHA256").deriveData(HKDFParameterSpec.expandOnly(seed, info, KEY));
      return new AesGcm(key, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK derives no keys", e);
    }
  }
}
