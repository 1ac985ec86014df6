package k4j.apiserver.health;

import java.util.function.BooleanSupplier;

/// One thing that must be well.
///
/// @param well asked at each request
public record HealthCheck(String name, Scope scope, BooleanSupplier well) {

  /// Which questions ask for a check.
  public enum Scope {
    EVERYWHERE,
    /// `/healthz` and `/livez`: while it is not well, the server should be restarted.
    LIFE,
    /// `/readyz`.
    READINESS;

    boolean asked(String root) {
      return switch (this) {
        case EVERYWHERE -> true;
        case LIFE -> !root.equals("readyz");
        case READINESS -> root.equals("readyz");
      };
    }
  }

  /// A check of all three.
  public static HealthCheck of(String name, BooleanSupplier well) {
    return new HealthCheck(name, Scope.EVERYWHERE, well);
  }
}
