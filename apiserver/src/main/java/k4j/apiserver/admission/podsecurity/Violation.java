package k4j.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a pod does that it may not.
record Violation(String reason, String detail) {

  static Optional<Violation> of(String reason, String detail) {
    return Optional.of(new Violation(reason, detail));
  }

  /// `"a", "b"`
  static String quoted(Collection<String> items) {
    return items.stream().collect(Collectors.joining("\", \"", "\"", "\""));
  }

  /// `container "a"`, `containers "a", "b"`
  static String named(String word, Collection<String> names) {
    return plural(word, names.size()) + " " + quoted(names);
  }

  static String plural(String word, int count) {
    return count == 1 ? word : word + "s";
  }

  /// `pod and container "a"`
  static String setters(boolean pod, List<String> containers) {
    var setters = new ArrayList<String>();
    if (pod) {
      setters.add("pod");
    }
    if (!containers.isEmpty()) {
      setters.add(named("container", containers));
    }
    return String.join(" and ", setters);
  }

  static String describe(List<Violation> violations) {
    return violations.stream()
        .map(each -> each.reason + (each.detail.isEmpty() ? "" : " (" + each.detail + ")"))
        .collect(Collectors.joining(", "));
  }

  static String reasons(List<Violation> violations) {
    return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
  }
}
