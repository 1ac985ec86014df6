package k4j.api.cel.value;

/// A value whose size counts in what an expression costs.
public interface Sized {

  long size();

  /// How much work it is to go through a value; 1 for what has no size.
  static long of(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case Bytes bytes -> bytes.size();
      case CelList list -> list.size();
      case CelMap map -> map.size();
      case Sized sized -> sized.size();
      default -> 1;
    };
  }
}
