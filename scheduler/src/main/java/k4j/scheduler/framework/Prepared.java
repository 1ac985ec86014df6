package k4j.scheduler.framework;

import java.util.Optional;
import java.util.Set;

/// What a filter knows once it has looked at the pod and the cluster as a whole.
public sealed interface Prepared {

  Prepared SKIP = new Skip();

  /// This pod is none of the plugin's business.
  record Skip() implements Prepared {}

  /// No node can do.
  record Refuse(Verdict.Rejected verdict) implements Prepared {}

  /// Nodes are to be asked.
  ///
  /// @param only the nodes that can do, where they are known by name
  /// @param isLocal whether the answer depends on nothing but the pod and the node that is asked
  record Check(NodeFilter filter, Optional<Set<String>> only, boolean isLocal)
      implements Prepared {}

  /// Each node is asked for itself.
  static Prepared check(NodeFilter filter) {
    return new Check(filter, Optional.empty(), true);
  }

  /// The pods on other nodes count as well.
  static Prepared checkAll(NodeFilter filter) {
    return new Check(filter, Optional.empty(), false);
  }
}
