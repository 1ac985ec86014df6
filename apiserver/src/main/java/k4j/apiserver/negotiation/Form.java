package k4j.apiserver.negotiation;

/// The form in which a client wants its answer.
///
/// @param shape of the objects
/// @param shapeVersion of `meta.k8s.io` in which tables and metadata are wanted
/// @param pretty whether it is for human eyes
public record Form(Encoding encoding, Shape shape, String shapeVersion, boolean pretty) {

  public static final Form JSON = new Form(Encoding.JSON, Shape.WHOLE, "", false);

  /// How objects become bytes.
  public enum Encoding {
    JSON("json", true),
    YAML("yaml", false),
    PROTOBUF("vnd.kubernetes.protobuf", true);

    private final String subtype;
    private final String mediaType;
    private final boolean streams;

    Encoding(String subtype, boolean streams) {
      this.subtype = subtype;
      this.streams = streams;
      mediaType = "application/" + subtype;
    }

    String subtype() {
      return subtype;
    }

    /// Whether the events of a watch have this form.
    public boolean streams() {
      return streams;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /// What is shown of objects.
  public enum Shape {
    WHOLE,
    TABLE,
    METADATA,
    METADATA_LIST
  }

  /// What stands in `Content-Type`.
  public String contentType(boolean stream) {
    return encoding == Encoding.PROTOBUF && stream
        ? encoding.mediaType() + ";stream=watch"
        : encoding.mediaType();
  }
}
