package k4j.apiserver.admission.policy;

import java.util.HashSet;
import java.util.Set;
import k4j.api.json.JsonObject;

/// Remembers which policies have seen an object, to know which of them must see it again.
final class PolicyRounds {

  private final Set<String> seen = new HashSet<>();
  private final Set<String> due = new HashSet<>();
  private JsonObject last = JsonObject.EMPTY;

  /// Those that saw it so far have not seen what it is now.
  void changed() {
    due.addAll(seen);
    seen.clear();
  }

  /// Called when the policies' turn comes again.
  void again(JsonObject object) {
    if (!object.equals(last)) {
      changed();
    }
  }

  void ended(JsonObject object) {
    last = object;
  }

  void sawIt(String invocation) {
    seen.add(invocation);
  }

  boolean isDue(String invocation) {
    return due.contains(invocation);
  }
}
