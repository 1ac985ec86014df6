package k4j.scheduler.framework;

import java.util.List;

/// What a plugin says of a pod, or of a pod on a node.
public sealed interface Verdict {

  Verdict FITS = new Fits();

  record Fits() implements Verdict {}

  /// @param plugin who refuses
  /// @param resolvable whether the removal of other pods might help
  record Rejected(String plugin, boolean resolvable, List<String> reasons) implements Verdict {
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /// Refused as things are; fewer pods might help.
  static Verdict unschedulable(Plugin plugin, String... reasons) {
    return new Rejected(plugin.name(), true, List.of(reasons));
  }

  /// Refused whatever pods there are.
  static Verdict unresolvable(Plugin plugin, String... reasons) {
    return new Rejected(plugin.name(), false, List.of(reasons));
  }
}
