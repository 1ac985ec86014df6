package k4j.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM with the nonce in front; what is sealed for one key of the store opens for no other.
public final class AesGcm implements Sealer {

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final RandomGenerator random;

  public AesGcm(byte[] key, RandomGenerator random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  @Override
  public byte[] seal(byte[] plain, byte[] context) {
    try {
      byte[] nonce = new byte[NONCE];
      random.nextBytes(nonce);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, context);
      byte[] out = new byte[NONCE + cipher.getOutputSize(plain.length)];
      System.arraycopy(nonce, 0, out, 0, NONCE);
      cipher.doFinal(plain, 0, plain.length, out, NONCE);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
  }

  @Override
  public byte[] open(byte[] sealed, int from, byte[] context) throws SealException {
    int length = sealed.length - from;
    if (length < NONCE) {
      throw new SealException(SealException.TOO_SHORT);
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, sealed, from, context)
          .doFinal(sealed, from + NONCE, length - NONCE);
    } catch (AEADBadTagException _) {
      throw new SealException("cipher: message authentication failed");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int from, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, from, NONCE));
    cipher.updateAAD(context);
    return cipher;
  }
}
