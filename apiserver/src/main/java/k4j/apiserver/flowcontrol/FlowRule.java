package k4j.apiserver.flowcontrol;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.RequestInfo;

/// One rule of a flow schema: who asks and what for (apiserver, `flowcontrol/rule.go`). Pure.
record FlowRule(
    List<Predicate<User>> subjects, List<ResourceRule> resources, List<PathRule> paths) {

  FlowRule {
    subjects = List.copyOf(subjects);
    resources = List.copyOf(resources);
    paths = List.copyOf(paths);
  }

  static FlowRule of(JsonObject rule) {
    return new FlowRule(
        rule.array("subjects").objects().stream().map(FlowRule::subject).toList(),
        rule.array("resourceRules").objects().stream().map(ResourceRule::of).toList(),
        rule.array("nonResourceRules").objects().stream().map(PathRule::of).toList());
  }

  boolean matches(User user, RequestInfo info) {
    return matchesSubject(user) && (info.isResource() ? matchesResource(info) : matchesPath(info));
  }

  private boolean matchesSubject(User user) {
    for (Predicate<User> subject : subjects) {
      if (subject.test(user)) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesResource(RequestInfo info) {
    for (ResourceRule rule : resources) {
      if (rule.matches(info)) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesPath(RequestInfo info) {
    for (PathRule rule : paths) {
      if (rule.matches(info)) {
        return true;
      }
    }
    return false;
  }

  private static Predicate<User> subject(JsonObject subject) {
    return switch (subject.string("kind")) {
      case "User" -> {
        String name = subject.object("user").string("name");
        yield name.equals("*") ? _ -> true : user -> user.name().equals(name);
      }
      case "Group" -> {
        String name = subject.object("group").string("name");
        yield name.equals("*") ? _ -> true : user -> user.groups().contains(name);
      }
      case "ServiceAccount" -> serviceAccount(subject.object("serviceAccount"));
      default -> _ -> false;
    };
  }

  private static Predicate<User> serviceAccount(JsonObject account) {
    String prefix = "system:serviceaccount:" + account.string("namespace") + ":";
    String name = account.string("name");
    return name.equals("*")
        ? user -> user.name().startsWith(prefix)
        : user -> user.name().equals(prefix + name);
  }

  /// A list of names, or a lone `*` for all.
  record Names(boolean all, Set<String> names) {
    Names {
      names = Set.copyOf(names);
    }

    static Names of(JsonArray array) {
      List<String> names = array.strings();
      return new Names(names.size() == 1 && names.getFirst().equals("*"), Set.copyOf(names));
    }

    boolean has(String name) {
      return all || names.contains(name);
    }
  }

  record ResourceRule(
      Names verbs, Names groups, Names resources, Names namespaces, boolean clusterScope) {

    static ResourceRule of(JsonObject rule) {
      return new ResourceRule(
          Names.of(rule.array("verbs")),
          Names.of(rule.array("apiGroups")),
          Names.of(rule.array("resources")),
          Names.of(rule.array("namespaces")),
          rule.bool("clusterScope"));
    }

    boolean matches(RequestInfo info) {
      return verbs.has(info.verb())
          && (resources.all() || resources.has(resource(info)))
          && groups.has(info.group())
          && (info.namespace().isEmpty() ? clusterScope : namespaces.has(info.namespace()));
    }

    private static String resource(RequestInfo info) {
      return info.subresource().isEmpty()
          ? info.resource()
          : info.resource() + "/" + info.subresource();
    }
  }

  record PathRule(Names verbs, Names urls) {

    static PathRule of(JsonObject rule) {
      return new PathRule(Names.of(rule.array("verbs")), Names.of(rule.array("nonResourceURLs")));
    }

    boolean matches(RequestInfo info) {
      if (!verbs.has(info.verb())) {
        return false;
      }
      for (String url : urls.names()) {
        if (url.equals("*") || url.equals(info.path()) || isBelow(url, info.path())) {
          return true;
        }
      }
      return false;
    }

    private static boolean isBelow(String url, String path) {
      String stem = url.endsWith("*") ? url.substring(0, url.length() - 1) : url;
      return path.startsWith(stem.endsWith("/") ? stem : stem + "/");
    }
  }
}
