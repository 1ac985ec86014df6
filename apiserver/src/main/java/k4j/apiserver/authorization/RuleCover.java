package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Compares rules somebody holds with rules they want to give away.
public final class RuleCover {

  private RuleCover() {}

  /// The parts of the wanted rules that no held rule covers.
  public static List<Rule> missing(List<Rule> held, List<Rule> wanted) {
    return wanted.stream()
        .flatMap(rule -> rule.parts().stream())
        .filter(part -> held.stream().noneMatch(rule -> rule.covers(part)))
        .toList();
  }

  /// A line each, ascending, with the verbs of one resource together.
  static String describe(List<Rule> parts) {
    return compact(parts).stream()
        .map(Rule::describe)
        .distinct()
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private record What(List<String> groups, List<String> resources, List<String> names) {}

  private static List<Rule> compact(List<Rule> parts) {
    var out = new ArrayList<Rule>();
    Map<What, List<String>> verbs = new LinkedHashMap<>();
    for (Rule part : parts) {
      if (part.paths().isEmpty()) {
        verbs
            .computeIfAbsent(
                new What(part.groups(), part.resources(), part.names()), _ -> new ArrayList<>())
            .addAll(part.verbs());
      } else {
        out.add(part);
      }
    }
    verbs.forEach((what, all) ->
        out.add(Rule.onResources(all, what.groups(), what.resources(), what.names())));
    return out;
  }
}
