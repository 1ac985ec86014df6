package k4j.api.feature;

/// What Go's `strconv.ParseBool` takes for a truth value. Pure.
public final class GoBool {

  private GoBool() {}

  /// @param complaint what stands before Go's words where it is none
  /// @throws IllegalArgumentException where it is none
  public static boolean parse(String text, String complaint) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw new IllegalArgumentException(
              complaint + "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    };
  }
}
