package k4j.apiserver.extension.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is wrong with a value, each thing once, and how much of a schema it matched.
final class Findings {

  private final List<Finding> found = new ArrayList<>(0);
  private final Set<String> messages = new HashSet<>(0);
  private int matches;

  void add(Finding finding) {
    if (messages.add(finding.message())) {
      found.add(finding);
    }
  }

  void merge(Findings other) {
    other.found.forEach(this::add);
    matches += other.matches;
  }

  void match() {
    matches++;
  }

  int matches() {
    return matches;
  }

  List<Finding> found() {
    return found;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /// Forgives everything that was found.
  void forgive() {
    found.clear();
    messages.clear();
  }
}
