package k4j.apiserver.encryption;

/// Seals values with keys of its own, which a plugin with better keys seals in turn. May change its
/// key at any time.
public interface Envelopes extends AutoCloseable {

  /// Only where [#writeProblem] has just been empty.
  byte[] seal(byte[] plain, byte[] context);

  /// @param from where the sealed bytes begin
  /// @throws SealException where they cannot be opened
  Opened open(byte[] sealed, int from, byte[] context) throws SealException;

  /// What was sealed.
  ///
  /// @param current whether a write would use the same key of the plugin
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Opened(byte[] plain, boolean current) {}

  /// The same object as long as the plugin's key is the same.
  Object mark();

  /// Why nothing can be sealed now; empty where it can.
  String writeProblem();

  /// What is wrong with the plugin; empty where it is well. It is asked from time to time.
  String problem();

  @Override
  void close();

  /// Connects to plugins.
  @FunctionalInterface
  interface Plugins {
    /// @param timeoutMillis how long a call may take
    Envelopes connect(String name, String socket, long timeoutMillis);
  }
}
