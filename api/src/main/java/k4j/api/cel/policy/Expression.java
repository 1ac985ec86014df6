package k4j.api.cel.policy;

import java.util.List;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.CompileFailure;
import k4j.api.cel.Program;
import org.jspecify.annotations.Nullable;

/// One expression of a policy, compiled or not. Pure.
///
/// @param program null where the expression is none
/// @param error why it is none
public record Expression(String text, @Nullable Program program, String error) {

  /// @param types what the expression may give; empty for anything
  public static Expression compile(CelEnvironment environment, String text, List<String> types) {
    String trimmed = text.strip();
    return switch (environment.compile(trimmed)) {
      case CompileFailure(var error) -> new Expression(text, null, error);
      case Program program ->
          types.isEmpty() || types.contains(program.resultType())
              ? new Expression(text, program, "")
              : new Expression(text, null, mismatch(types));
    };
  }

  private static String mismatch(List<String> types) {
    return types.size() == 1
        ? "must evaluate to " + types.getFirst()
        : "must evaluate to one of [" + String.join(" ", types) + "]";
  }
}
