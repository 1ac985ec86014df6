package k4j.api.cel.type;

/// The scalar types, and the one that stands for all.
public final class DeclTypes {

  public static final DeclType DYN = new DeclType.Simple("dyn", Long.MAX_VALUE, 1);
  public static final DeclType BOOL = new DeclType.Simple("bool", 0, 4);
  public static final DeclType INT = new DeclType.Simple("int", 0, 1);
  public static final DeclType UINT = new DeclType.Simple("uint", 0, 1);
  public static final DeclType DOUBLE = new DeclType.Simple("double", 0, 1);
  public static final DeclType STRING = new DeclType.Simple("string", 0, 2);
  public static final DeclType BYTES = new DeclType.Simple("bytes", 0, 2);
  public static final DeclType NULL = new DeclType.Simple("null_type", 0, 4);
  public static final DeclType DURATION = new DeclType.Simple("google.protobuf.Duration", 0, 3);
  public static final DeclType TIMESTAMP = new DeclType.Simple("google.protobuf.Timestamp", 0, 21);

  private DeclTypes() {}
}
