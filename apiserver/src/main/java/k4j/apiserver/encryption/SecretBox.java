package k4j.apiserver.encryption;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// NaCl's secretbox (XSalsa20 and Poly1305) with the nonce in front.
final class SecretBox implements Sealer {

  private static final int NONCE = 24;
  private static final int TAG = 16;

  private final byte[] key;
  private final RandomGenerator random;

  SecretBox(byte[] key, RandomGenerator random) {
    this.key = key.clone();
    this.random = random;
  }

  @Override
  public byte[] seal(byte[] plain, byte[] context) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] out = new byte[NONCE + TAG + plain.length];
    System.arraycopy(nonce, 0, out, 0, NONCE);
    XSalsa20Engine stream = stream(nonce);
    Poly1305 tag = tag(stream);
    stream.processBytes(plain, 0, plain.length, out, NONCE + TAG);
    tag.update(out, NONCE + TAG, plain.length);
    tag.doFinal(out, NONCE);
    return out;
  }

  @Override
  public byte[] open(byte[] sealed, int from, byte[] context) throws SealException {
    int length = sealed.length - from - NONCE - TAG;
    if (sealed.length - from < NONCE) {
      throw new SealException(SealException.TOO_SHORT);
    }
    if (length < 0) {
      throw new SealException("output array was not large enough for encryption");
    }
    XSalsa20Engine stream = stream(Arrays.copyOfRange(sealed, from, from + NONCE));
    Poly1305 tag = tag(stream);
    int begin = from + NONCE + TAG;
    tag.update(sealed, begin, length);
    byte[] computed = new byte[TAG];
    tag.doFinal(computed, 0);
    byte[] given = Arrays.copyOfRange(sealed, from + NONCE, begin);
    if (!MessageDigest.isEqual(computed, given)) {
      throw new SealException("output array was not large enough for encryption");
    }
    byte[] plain = new byte[length];
    stream.processBytes(sealed, begin, length, plain, 0);
    return plain;
  }

  private XSalsa20Engine stream(byte[] nonce) {
    var stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    return stream;
  }

  /// The first bytes of the stream are the key of the tag.
  private static Poly1305 tag(XSalsa20Engine stream) {
    byte[] first = new byte[32];
    stream.processBytes(first, 0, first.length, first, 0);
    var tag = new Poly1305();
    tag.init(new KeyParameter(first));
    return tag;
  }
}
