package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;

/// One rule of a role: who holds it may do these verbs on these resources, or on these paths.
public record Rule(
    List<String> verbs,
    List<String> groups,
    List<String> resources,
    List<String> names,
    List<String> paths) {

  private static final String ALL = "*";

  public Rule {
    verbs = List.copyOf(verbs);
    groups = List.copyOf(groups);
    resources = List.copyOf(resources);
    names = List.copyOf(names);
    paths = List.copyOf(paths);
  }

  public static Rule of(JsonObject json) {
    return new Rule(
        json.array("verbs").strings(),
        json.array("apiGroups").strings(),
        json.array("resources").strings(),
        json.array("resourceNames").strings(),
        json.array("nonResourceURLs").strings());
  }

  JsonObject json() {
    var out = JsonObject.builder();
    put(out, "apiGroups", groups);
    put(out, "nonResourceURLs", paths);
    put(out, "resourceNames", names);
    put(out, "resources", resources);
    put(out, "verbs", verbs);
    return out.build();
  }

  private static void put(JsonObjectBuilder out, String name, List<String> values) {
    if (!values.isEmpty()) {
      out.put(name, JsonArray.ofStrings(values));
    }
  }

  /// The rules of a Role or ClusterRole as it stands.
  public static List<Rule> allOf(JsonObject role) {
    return role.array("rules").objects().stream().map(Rule::of).toList();
  }

  public static Rule onResources(
      List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
    return new Rule(verbs, groups, resources, names, List.of());
  }

  public static Rule onPaths(List<String> verbs, List<String> paths) {
    return new Rule(verbs, List.of(), List.of(), List.of(), paths);
  }

  public boolean allows(Attributes wanted) {
    return wanted.isResource()
        ? holds(verbs, wanted.verb())
            && holds(groups, wanted.group())
            && allowsResource(wanted.resource(), wanted.subresource())
            && (names.isEmpty() || names.contains(wanted.name()))
        : holds(verbs, wanted.verb()) && allowsPath(wanted.path());
  }

  private static boolean holds(List<String> values, String wanted) {
    return values.contains(wanted) || values.contains(ALL);
  }

  private boolean allowsResource(String plural, String subresource) {
    for (String each : resources) {
      if (each.equals(ALL) || isThis(each, plural, subresource)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a rule's resource is this one; `*/scale` is that subresource of all resources.
  private static boolean isThis(String ruled, String plural, String subresource) {
    if (subresource.isEmpty()) {
      return ruled.equals(plural);
    }
    int slash = ruled.length() - subresource.length() - 1;
    if (slash <= 0 || ruled.charAt(slash) != '/' || !ruled.endsWith(subresource)) {
      return false;
    }
    return (slash == 1 && ruled.charAt(0) == '*')
        || (slash == plural.length() && ruled.startsWith(plural));
  }

  private boolean allowsPath(String path) {
    return paths.stream().anyMatch(each -> coversPath(each, path));
  }

  private static boolean coversPath(String ruled, String path) {
    return ruled.equals(ALL)
        || ruled.equals(path)
        || (ruled.endsWith(ALL) && path.startsWith(ruled.replaceAll("\\*+$", "")));
  }

  /// This rule as rules of one verb, one group, one resource and one name, or one path.
  List<Rule> parts() {
    var out = new ArrayList<Rule>();
    for (String group : groups) {
      for (String resource : resources) {
        for (String verb : verbs) {
          if (names.isEmpty()) {
            out.add(onResources(List.of(verb), List.of(group), List.of(resource), List.of()));
          }
          for (String name : names) {
            out.add(onResources(List.of(verb), List.of(group), List.of(resource), List.of(name)));
          }
        }
      }
    }
    for (String path : paths) {
      for (String verb : verbs) {
        out.add(onPaths(List.of(verb), List.of(path)));
      }
    }
    return out;
  }

  /// Whether who holds this rule holds the part, too.
  boolean covers(Rule part) {
    return coversAll(verbs, part.verbs)
        && coversAll(groups, part.groups)
        && part.resources.stream().allMatch(this::coversResource)
        && (names.isEmpty() || (!part.names.isEmpty() && names.containsAll(part.names)))
        && part.paths.stream().allMatch(this::allowsPath);
  }

  private static boolean coversAll(List<String> mine, List<String> wanted) {
    return mine.contains(ALL) || mine.containsAll(wanted);
  }

  private boolean coversResource(String wanted) {
    int slash = wanted.indexOf('/');
    return resources.contains(ALL)
        || resources.contains(wanted)
        || (slash >= 0 && resources.contains(ALL + wanted.substring(slash)));
  }

  /// As messages about escalation show it.
  String describe() {
    var parts = new ArrayList<String>();
    describe(parts, "APIGroups", groups);
    describe(parts, "Resources", resources);
    describe(parts, "NonResourceURLs", paths);
    describe(parts, "ResourceNames", names);
    describe(parts, "Verbs", verbs);
    return "{" + String.join(", ", parts) + "}";
  }

  private static void describe(List<String> parts, String label, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(label + ":" + Quoted.list(values));
    }
  }
}
