package k4j.api.schema;

import java.util.List;
import k4j.api.json.Json;
import org.jspecify.annotations.Nullable;

/// One field of an object type.
///
/// @param number the protobuf field number, 0 where there is none
/// @param within the numbers of the protobuf messages that the field lies in although JSON shows it
///   flat (Go's embedded structs, such as the source of a volume), outermost first; mostly empty
/// @param zero what Go writes where nothing was set; null where it leaves the field out
/// @param defaultValue the declared default, null where there is none
/// @param allowedValues the closed enumeration of values; empty where any is allowed
/// @param description the text of the API reference, for `kubectl explain`
public record Field(
    String name,
    Type type,
    boolean required,
    int number,
    List<Integer> within,
    @Nullable Json zero,
    @Nullable Json defaultValue,
    List<String> allowedValues,
    PatchStrategy patch,
    Description description) {

  public Field {
    within = List.copyOf(within);
    allowedValues = List.copyOf(allowedValues);
  }

  /// A text that is read only when somebody asks for it.
  @FunctionalInterface
  public interface Description {
    Description NONE = () -> "";

    String text();
  }

  /// How a strategic merge patch treats the field (`x-kubernetes-patch-strategy`).
  ///
  /// @param merge whether lists are merged rather than replaced
  /// @param retainKeys whether keys absent from the patch are cleared
  /// @param mergeKey the field that tells list items apart; empty for lists of scalars and maps
  public record PatchStrategy(boolean merge, boolean retainKeys, String mergeKey) {
    public static final PatchStrategy REPLACE = new PatchStrategy(false, false, "");
  }
}
