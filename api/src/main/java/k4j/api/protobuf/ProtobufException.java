package k4j.api.protobuf;

/// Bytes that are no object in protobuf form.
public final class ProtobufException extends RuntimeException {

  ProtobufException(String message) {
    super(message, null, false, false);
  }
}
