package k4j.apiserver.authorization.abac;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Rule;

/// What one line lets somebody do. Pure.
///
/// @param user empty for whoever is in the group
/// @param path of what is no resource; a `*` at its end stands for all below
record Policy(
    String user,
    String group,
    boolean readonly,
    String apiGroup,
    String resource,
    String namespace,
    String path) {

  private static final Set<String> READS = Set.of("get", "list", "watch");

  /// The line's meaning; `spec` is the line itself where it names no version.
  static Policy of(JsonObject spec, boolean versioned) {
    String user = spec.string("user");
    String group = spec.string("group");
    boolean everybody = user.equals("*") || group.equals("*");
    String resource = spec.string("resource");
    String namespace = spec.string("namespace");
    if (versioned) {
      return new Policy(
          everybody ? "" : user,
          everybody ? User.AUTHENTICATED : group,
          spec.bool("readonly"),
          spec.string("apiGroup"),
          resource,
          namespace,
          spec.string("nonResourcePath"));
    }
    return new Policy(
        everybody ? "" : user,
        everybody ? User.AUTHENTICATED : group,
        spec.bool("readonly"),
        "*",
        resource.isEmpty() ? "*" : resource,
        namespace.isEmpty() ? "*" : namespace,
        resource.isEmpty() && namespace.isEmpty() ? "*" : "");
  }

  boolean allows(Attributes wanted) {
    return isFor(wanted.user())
        && (!readonly || READS.contains(wanted.verb()))
        && (wanted.isResource() ? isAbout(wanted) : leadsTo(wanted.path()));
  }

  /// What it gives somebody in a namespace.
  List<Rule> rules(User who, String in) {
    if (!isFor(who) || !covers(namespace, in)) {
      return List.of();
    }
    List<String> verbs = readonly ? List.of("get", "list", "watch") : List.of("*");
    var rules = new ArrayList<Rule>();
    if (!resource.isEmpty()) {
      rules.add(new Rule(verbs, List.of(apiGroup), List.of(resource), List.of(), List.of()));
    }
    if (!path.isEmpty()) {
      rules.add(new Rule(verbs, List.of(), List.of(), List.of(), List.of(path)));
    }
    return rules;
  }

  private boolean isFor(User who) {
    return !(user.isEmpty() && group.isEmpty())
        && (user.isEmpty() || user.equals(who.name()))
        && (group.isEmpty() || who.groups().contains(group));
  }

  private boolean isAbout(Attributes wanted) {
    return covers(namespace, wanted.namespace())
        && covers(resource, wanted.resource())
        && covers(apiGroup, wanted.group());
  }

  private static boolean covers(String allowed, String wanted) {
    return allowed.equals("*") || allowed.equals(wanted);
  }

  private boolean leadsTo(String wanted) {
    return path.equals(wanted)
        || (path.endsWith("*") && wanted.startsWith(path.substring(0, path.length() - 1)));
  }
}
