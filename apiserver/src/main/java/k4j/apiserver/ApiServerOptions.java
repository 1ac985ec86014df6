package k4j.apiserver;

/// How a server behaves where kube-apiserver has a flag for it.
///
/// @param requests how many requests may run at once: `--max-requests-inflight` and
///   `--max-mutating-requests-inflight` together
public record ApiServerOptions(int requests) {

  public static final ApiServerOptions DEFAULT = new ApiServerOptions(600);

  public ApiServerOptions withRequests(int other) {
    return new ApiServerOptions(other);
  }
}
