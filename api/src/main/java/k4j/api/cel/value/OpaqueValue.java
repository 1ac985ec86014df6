package k4j.api.cel.value;

/// A value that only functions can look into.
public interface OpaqueValue {

  String typeName();
}
