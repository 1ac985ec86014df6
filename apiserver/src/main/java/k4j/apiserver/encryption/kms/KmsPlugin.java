package k4j.apiserver.encryption.kms;

import java.nio.file.Path;
import java.util.function.Supplier;
import k4j.apiserver.encryption.kms.KmsMessages.Status;

/// A KMS plugin behind its socket (`v2.KeyManagementService`).
final class KmsPlugin implements AutoCloseable {

  private static final String SERVICE = "/v2.KeyManagementService/";

  private final UnaryCalls calls;
  private final Supplier<String> ids;

  /// @param ids makes the ids of calls
  /// @param pause as `UnaryCalls` takes it
  KmsPlugin(String socket, long timeoutMillis, Supplier<String> ids, Runnable pause) {
    calls = new UnaryCalls(Path.of(socket), timeoutMillis, pause);
    this.ids = ids;
  }

  Status status() throws KmsException {
    return Status.decode(calls.call(SERVICE + "Status", new byte[0]));
  }

  /// The seed, sealed by the plugin's newest key.
  Dek encrypt(byte[] seed) throws KmsException {
    return KmsMessages.encryptResponse(
        calls.call(SERVICE + "Encrypt", KmsMessages.encryptRequest(seed, ids.get())));
  }

  byte[] decrypt(Dek dek) throws KmsException {
    return KmsMessages.decryptResponse(
        calls.call(SERVICE + "Decrypt", KmsMessages.decryptRequest(dek, ids.get())));
  }

  @Override
  public void close() {
    calls.close();
  }
}
