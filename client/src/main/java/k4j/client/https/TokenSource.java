package k4j.client.https;

/// Where a bearer token comes from.
@FunctionalInterface
public interface TokenSource {

  String token();

  static TokenSource fixed(String token) {
    return () -> token;
  }
}
