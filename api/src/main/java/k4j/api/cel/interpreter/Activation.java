package k4j.api.cel.interpreter;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the variables of an expression are worth. A variable is asked for when the expression needs
/// it, and then each time.
@FunctionalInterface
public interface Activation {

  Activation EMPTY = _ -> null;

  @Nullable Object find(String variable);

  static Activation of(Map<String, ?> values) {
    return values::get;
  }
}
