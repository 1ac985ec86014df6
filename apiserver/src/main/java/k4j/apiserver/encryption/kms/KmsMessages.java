package k4j.apiserver.encryption.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages of `v2.KeyManagementService` (`k8s.io/kms/apis/v2`). Pure.
final class KmsMessages {

  private KmsMessages() {}

  /// How a plugin is.
  ///
  /// @param healthz `ok`, or what is wrong
  /// @param keyId of the key that seals now
  record Status(String version, String healthz, String keyId) {

    static Status decode(byte[] message) throws KmsException {
      var texts = new String[] {"", "", "", ""};
      Wire.read(
          message,
          (value, number) -> {
            if (number < texts.length) {
              texts[number] = text(value);
            }
          });
      return new Status(texts[1], texts[2], texts[3]);
    }
  }

  static byte[] encryptRequest(byte[] plain, String uid) {
    return new Wire().field(1, plain).field(2, uid).toBytes();
  }

  /// A seed that the plugin has sealed.
  static Dek encryptResponse(byte[] message) throws KmsException {
    var reading =
        new Object() {
          byte[] ciphertext = new byte[0];
          String keyId = "";
          final Map<String, byte[]> annotations = new HashMap<>();
        };
    var entries = new Entries(reading.annotations);
    Wire.read(
        message,
        (value, number) -> {
          switch (number) {
            case 1 -> reading.ciphertext = value;
            case 2 -> reading.keyId = text(value);
            case 3 -> entries.add(value);
            default -> {}
          }
        });
    entries.check();
    return new Dek(Dek.SEED, reading.ciphertext, reading.keyId, reading.annotations).checked();
  }

  static byte[] decryptRequest(Dek dek, String uid) {
    return new Wire()
        .field(1, dek.source())
        .field(2, uid)
        .field(3, dek.keyId())
        .field(4, dek.annotations())
        .toBytes();
  }

  static byte[] decryptResponse(byte[] message) throws KmsException {
    var plain = new byte[1][];
    Wire.read(
        message,
        (value, number) -> {
          if (number == 1) {
            plain[0] = value;
          }
        });
    return plain[0] == null ? new byte[0] : plain[0];
  }

  static String text(byte[] utf8) {
    return new String(utf8, UTF_8);
  }

  /// Collects the entries of a map of bytes by text.
  static final class Entries {
    private final Map<String, byte[]> into;
    private @Nullable KmsException broken;

    Entries(Map<String, byte[]> into) {
      this.into = into;
    }

    void add(byte[] entry) {
      var pair = new byte[][] {new byte[0], new byte[0], new byte[0]};
      try {
        Wire.read(
            entry,
            (value, number) -> {
              if (number < pair.length) {
                pair[number] = value;
              }
            });
        into.put(text(pair[1]), pair[2]);
      } catch (KmsException e) {
        broken = e;
      }
    }

    /// @throws KmsException where one of them was none
    void check() throws KmsException {
      KmsException found = broken;
      if (found != null) {
        throw found;
      }
    }
  }
}
