package k4j.apiserver.openapi.path;

/// A parameter of requests, in the path or the query.
///
/// @param key under which OpenAPI v2 keeps it once for all; the bare name where it is written out
/// @param place `path` or `query`
public record Parameter(
    String key, String name, String place, String type, boolean required, String description) {

  public boolean shared() {
    return !key.equals(name);
  }

  /// The last part of an object's URL.
  static Parameter nameOf(String kind) {
    return new Parameter("name", "name", "path", "string", true, "name of the " + kind);
  }
}
