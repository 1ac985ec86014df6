package k4j.network.proxy;

/// Serves one frontend until it is closed.
interface Forwarder extends AutoCloseable {

  Frontend frontend();

  /// Sends new connections elsewhere; those that exist go on.
  void change(Backend backend);

  @Override
  void close();
}
