package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;

/// The role bindings of one moment, found by whom they are for.
final class Bindings {

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  private final RoleSet roles;
  private final Map<String, List<Grant>> cluster = new HashMap<>();
  private final Map<String, Map<String, List<Grant>>> namespaced = new HashMap<>();

  Bindings(RoleSet roles, List<JsonObject> clusterRoleBindings, List<JsonObject> roleBindings) {
    this.roles = roles;
    clusterRoleBindings.forEach(binding -> add(cluster, binding, ""));
    for (JsonObject binding : roleBindings) {
      String namespace = binding.object("metadata").string("namespace");
      add(namespaced.computeIfAbsent(namespace, _ -> new HashMap<>()), binding, namespace);
    }
  }

  RoleSet roles() {
    return roles;
  }

  /// What the user holds in a namespace; in none but cluster-wide where it is empty.
  List<Grant> of(User user, String namespace) {
    var found = new ArrayList<Grant>();
    collect(found, cluster, user);
    if (!namespace.isEmpty()) {
      collect(found, namespaced.getOrDefault(namespace, Map.of()), user);
    }
    return found;
  }

  private static void collect(List<Grant> found, Map<String, List<Grant>> bySubject, User user) {
    if (bySubject.isEmpty()) {
      return;
    }
    found.addAll(bySubject.getOrDefault(userKey(user.name()), List.of()));
    for (String group : user.groups()) {
      found.addAll(bySubject.getOrDefault(groupKey(group), List.of()));
    }
  }

  private static String userKey(String name) {
    return "u:" + name;
  }

  private static String groupKey(String name) {
    return "g:" + name;
  }

  private void add(Map<String, List<Grant>> bySubject, JsonObject binding, String namespace) {
    JsonObject role = binding.object("roleRef");
    String kind = role.string("kind");
    String roleName = role.string("name");
    var rules = roles.rules(kind, namespace, roleName);
    String problem = rules.isPresent() ? "" : RbacRoles.missing(kind, roleName).status().message();
    String name = binding.object("metadata").string("name");
    for (JsonObject subject : binding.array("subjects").objects()) {
      String key = key(subject, namespace);
      if (!key.isEmpty()) {
        var grant =
            new Grant(
                namespace.isEmpty(),
                namespace.isEmpty() ? name : name + "/" + namespace,
                kind,
                roleName,
                describe(subject, namespace),
                rules.orElse(List.of()),
                problem);
        bySubject.computeIfAbsent(key, _ -> new ArrayList<>()).add(grant);
      }
    }
  }

  private static String key(JsonObject subject, String bindingNamespace) {
    String name = subject.string("name");
    return switch (subject.string("kind")) {
      case "User" -> userKey(name);
      case "Group" -> groupKey(name);
      case "ServiceAccount" -> {
        String namespace = namespace(subject, bindingNamespace);
        yield namespace.isEmpty() ? "" : userKey(SERVICE_ACCOUNT + namespace + ":" + name);
      }
      default -> "";
    };
  }

  private static String namespace(JsonObject subject, String bindingNamespace) {
    String own = subject.string("namespace");
    return own.isEmpty() ? bindingNamespace : own;
  }

  private static String describe(JsonObject subject, String bindingNamespace) {
    String kind = subject.string("kind");
    String name = subject.string("name");
    return kind
        + " "
        + Quoted.text(
            kind.equals("ServiceAccount")
                ? name + "/" + namespace(subject, bindingNamespace)
                : name);
  }
}
