package k4j.network.dns;

/// Asks a DNS server outside of the cluster.
@FunctionalInterface
interface Upstream {

  /// The server's answer, with the question's id.
  ///
  /// @param query one whole message
  /// @param tcp whether the client came over TCP, and so may have a long answer
  /// @throws UpstreamFailure where none answered
  byte[] ask(byte[] query, boolean tcp);

  /// No server outside answered.
  final class UpstreamFailure extends RuntimeException {
    UpstreamFailure(String message) {
      super(message, null, false, false);
    }
  }
}
