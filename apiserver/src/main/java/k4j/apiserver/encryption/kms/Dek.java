package k4j.apiserver.encryption.kms;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/// A data encryption key as the plugin has sealed it, which lies beside what it encrypts.
///
/// @param type 0 for an AES-GCM key, 1 for a seed from which such keys are derived
/// @param source the sealed key or seed
/// @param keyId of the plugin's key
@SuppressWarnings("ArrayRecordComponent") // compared by `id` only, never changed
record Dek(int type, byte[] source, String keyId, Map<String, byte[]> annotations) {

  static final int KEY = 0;
  static final int SEED = 1;

  private static final int MOST = 1024;
  private static final int MOST_ANNOTATIONS = 32 * 1024;
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+");

  Dek {
    annotations = Map.copyOf(annotations);
  }

  /// @throws KmsException that says what is wrong with it
  Dek checked() throws KmsException {
    if (type != KEY && type != SEED) {
      throw new KmsException("unknown encryptedDEKSourceType: " + type);
    }
    if (source.length == 0) {
      throw new KmsException(
          "failed to validate encrypted DEK source: encrypted DEK source is empty");
    }
    if (source.length > MOST) {
      throw new KmsException(
          "failed to validate encrypted DEK source: encrypted DEK source is %d bytes, which exceeds the max size of %d"
              .formatted(source.length, MOST));
    }
    String problem = problem(keyId);
    if (!problem.isEmpty()) {
      throw new KmsException("failed to validate key id: " + problem);
    }
    int size = 0;
    for (Map.Entry<String, byte[]> each : annotations.entrySet()) {
      if (!DOMAIN.matcher(each.getKey()).matches()) {
        throw new KmsException(
            "failed to validate annotations: annotations: Invalid value: \"%s\": should be a domain with at least two segments separated by dots"
                .formatted(each.getKey()));
      }
      size += each.getKey().length() + each.getValue().length;
    }
    if (size > MOST_ANNOTATIONS) {
      throw new KmsException(
          "failed to validate annotations: total size of annotations is %d, which exceeds the max size of %d"
              .formatted(size, MOST_ANNOTATIONS));
    }
    return this;
  }

  /// What is wrong with the id of a plugin's key; empty where nothing is.
  static String problem(String keyId) {
    if (keyId.isEmpty()) {
      return "keyID is empty";
    }
    return keyId.length() > MOST
        ? "keyID is %d bytes, which exceeds the max size of %d".formatted(keyId.length(), MOST)
        : "";
  }

  /// The same for the same key only.
  String id() {
    return HexFormat.of().formatHex(encode(new byte[0]));
  }

  /// What is stored: the key and what it encrypts (`EncryptedObject`).
  byte[] encode(byte[] data) {
    return new Wire()
        .field(1, data)
        .field(2, keyId)
        .field(3, source)
        .field(4, annotations)
        .field(5, type)
        .toBytes();
  }

  /// What was stored.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Stored(Dek dek, byte[] data) {}

  /// @throws KmsException where it is nothing that was stored
  static Stored decode(byte[] stored, int from) throws KmsException {
    var reading =
        new Object() {
          byte[] data = new byte[0];
          byte[] source = new byte[0];
          String keyId = "";
          int type;
          final Map<String, byte[]> annotations = new HashMap<>();
        };
    var entries = new KmsMessages.Entries(reading.annotations);
    Wire.read(
        stored,
        from,
        (value, number) -> {
          switch (number) {
            case 1 -> reading.data = value;
            case 2 -> reading.keyId = KmsMessages.text(value);
            case 3 -> reading.source = value;
            case 4 -> entries.add(value);
            case 5 -> reading.type = value[0];
            default -> {}
          }
        });
    entries.check();
    if (reading.data.length == 0) {
      throw new KmsException("encrypted data is empty");
    }
    var dek = new Dek(reading.type, reading.source, reading.keyId, reading.annotations);
    return new Stored(dek.checked(), reading.data);
  }
}
