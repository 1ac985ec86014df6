package k4j.apiserver.negotiation;

/// The form in which a client wants its answer.
///
/// @param shape of the objects
/// @param shapeVersion of `meta.k8s.io` in which tables and metadata are wanted
public record Form(Encoding encoding, Shape shape, String shapeVersion) {

  public static final Form JSON = new Form(Encoding.JSON, Shape.WHOLE, "");

  /// How objects become bytes.
  public enum Encoding {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    Encoding(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /// What is shown of objects.
  public enum Shape {
    WHOLE,
    TABLE,
    METADATA
  }

  /// What stands in `Content-Type`.
  public String contentType(boolean stream) {
    return encoding == Encoding.PROTOBUF && stream
        ? encoding.mediaType() + ";stream=watch"
        : encoding.mediaType();
  }
}
