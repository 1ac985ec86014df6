package k4j.api.transport;

/// A way to the API server: a call inside the process, or HTTPS. Callers cannot tell which.
public interface Transport extends AutoCloseable {

  /// Sends one request and waits for its answer.
  ///
  /// @throws k4j.api.meta.StatusException for every answer of 400 and above; code 503 where the
  ///   server cannot be reached
  Response send(Request request);

  /// Begins a watch; its events come until it is closed or the server ends it.
  ///
  /// @throws k4j.api.meta.StatusException as `send`, for instance 410 `Expired`
  EventStream watch(Request request);

  @Override
  void close();
}
