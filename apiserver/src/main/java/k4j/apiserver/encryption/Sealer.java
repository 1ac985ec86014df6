package k4j.apiserver.encryption;

/// Seals bytes with one key, and opens them.
interface Sealer {

  /// @param context what the sealed bytes belong to
  byte[] seal(byte[] plain, byte[] context);

  /// @param from where the sealed bytes begin
  /// @throws SealException where they were not sealed with this key
  byte[] open(byte[] sealed, int from, byte[] context) throws SealException;
}
