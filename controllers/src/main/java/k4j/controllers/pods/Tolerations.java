package k4j.controllers.pods;

import java.util.List;
import k4j.api.core.v1.Taint;
import k4j.api.core.v1.Toleration;

/// Whether taints are tolerated. (component-helpers, `ToleratesTaint`.)
public final class Tolerations {

  private Tolerations() {}

  public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
    for (Toleration toleration : tolerations) {
      if (tolerates(toleration, taint)) {
        return true;
      }
    }
    return false;
  }

  public static boolean tolerates(Toleration toleration, Taint taint) {
    boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
    boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
    if (!effect || !key) {
      return false;
    }
    return switch (toleration.operator()) {
      case "", "Equal" -> toleration.value().equals(taint.value());
      case "Exists" -> true;
      default -> false;
    };
  }
}
