package k4j.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-CBC with PKCS #7 padding, the initial vector in front.
final class AesCbc implements Sealer {

  private static final int BLOCK = 16;

  private final SecretKey key;
  private final RandomGenerator random;

  AesCbc(byte[] key, RandomGenerator random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  @Override
  public byte[] seal(byte[] plain, byte[] context) {
    try {
      byte[] out = new byte[BLOCK + (plain.length / BLOCK + 1) * BLOCK];
      byte[] vector = new byte[BLOCK];
      random.nextBytes(vector);
      System.arraycopy(vector, 0, out, 0, BLOCK);
      cipher(Cipher.ENCRYPT_MODE, vector).doFinal(plain, 0, plain.length, out, BLOCK);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC cannot seal", e);
    }
  }

  @Override
  public byte[] open(byte[] sealed, int from, byte[] context) throws SealException {
    int length = sealed.length - from;
    if (length < BLOCK) {
      throw new SealException(SealException.TOO_SHORT);
    }
    if (length % BLOCK != 0) {
      throw new SealException("the stored data is not a multiple of the block size");
    }
    if (length == BLOCK) {
      throw new SealException("invalid PKCS7 data (empty or not padded)");
    }
    byte[] vector = new byte[BLOCK];
    System.arraycopy(sealed, from, vector, 0, BLOCK);
    try {
      return cipher(Cipher.DECRYPT_MODE, vector).doFinal(sealed, from + BLOCK, length - BLOCK);
    } catch (BadPaddingException _) {
      throw new SealException("invalid padding on input");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC cannot open", e);
    }
  }

  private Cipher cipher(int mode, byte[] vector) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, key, new IvParameterSpec(vector));
    return cipher;
  }
}
