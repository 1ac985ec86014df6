package k4j.kubelet.simulated;

/// The addresses of simulated nodes and their pods, by the number of the node. Nothing answers at
/// them.
final class SimulatedAddresses {

  static final int MOST = 20_000;
  private static final int BYTE = 256;
  private static final int NODES = 64;
  private static final int PODS = 128;

  private SimulatedAddresses() {}

  /// In `10.64.0.0/12`.
  static String node(int index) {
    return "10." + (NODES + index / BYTE / BYTE) + "." + index / BYTE % BYTE + "." + index % BYTE;
  }

  /// Where the node's API is served on the loopback.
  static String loopback(String node) {
    return "127" + node.substring(node.indexOf('.'));
  }

  /// A range of 254 in `10.128.0.0/9`.
  static String pods(int index) {
    return "10." + (PODS + index / BYTE) + "." + index % BYTE + ".0/24";
  }
}
