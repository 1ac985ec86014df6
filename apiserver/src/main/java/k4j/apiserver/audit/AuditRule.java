package k4j.apiserver.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.RequestInfo;

/// One rule of an audit policy: which requests, and how much of them (apiserver,
/// `audit/policy/checker.go`). Pure.
///
/// @param omitManagedFields empty where the policy's own word counts
record AuditRule(
    AuditLevel level,
    List<String> users,
    List<String> groups,
    List<String> verbs,
    List<ResourceRule> resources,
    List<String> namespaces,
    List<String> urls,
    Set<AuditStage> omitted,
    Optional<Boolean> omitManagedFields) {

  AuditRule {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
    verbs = List.copyOf(verbs);
    resources = List.copyOf(resources);
    namespaces = List.copyOf(namespaces);
    urls = List.copyOf(urls);
    omitted = Set.copyOf(omitted);
  }

  /// Resources of one group; of all where no names are given.
  record ResourceRule(String group, List<String> resources, List<String> names) {
    ResourceRule {
      resources = List.copyOf(resources);
      names = List.copyOf(names);
    }

    boolean matches(RequestInfo info) {
      if (!group.equals("*") && !group.equals(info.group())) {
        return false;
      }
      if (resources.isEmpty()) {
        return true;
      }
      return (names.isEmpty() || names.contains(info.name()))
          && resources.stream().anyMatch(resource -> matches(resource, info));
    }

    private static boolean matches(String resource, RequestInfo info) {
      String sub = info.subresource();
      String whole = sub.isEmpty() ? info.resource() : info.resource() + "/" + sub;
      return resource.equals(whole)
          || resource.equals("*")
          || (!sub.isEmpty() && resource.equals("*/" + sub))
          || resource.equals(info.resource() + "/*");
    }
  }

  static AuditRule of(JsonObject rule, Set<AuditStage> omittedByAll) {
    Set<AuditStage> omitted = EnumSet.noneOf(AuditStage.class);
    omitted.addAll(omittedByAll);
    omitted.addAll(stages(rule));
    var resources = new ArrayList<ResourceRule>();
    for (JsonObject each : rule.array("resources").objects()) {
      resources.add(
          new ResourceRule(
              each.string("group"),
              each.array("resources").strings(),
              each.array("resourceNames").strings()));
    }
    return new AuditRule(
        level(rule.string("level")).orElse(AuditLevel.NONE),
        rule.array("users").strings(),
        rule.array("userGroups").strings(),
        rule.array("verbs").strings(),
        resources,
        rule.array("namespaces").strings(),
        rule.array("nonResourceURLs").strings(),
        omitted,
        rule.get("omitManagedFields") instanceof JsonBoolean omits
            ? Optional.of(omits.value())
            : Optional.empty());
  }

  static Set<AuditStage> stages(JsonObject owner) {
    JsonArray names = owner.array("omitStages");
    Set<AuditStage> stages = EnumSet.noneOf(AuditStage.class);
    for (AuditStage stage : AuditStage.values()) {
      if (names.strings().contains(stage.text())) {
        stages.add(stage);
      }
    }
    return stages;
  }

  static Optional<AuditLevel> level(String text) {
    for (AuditLevel level : AuditLevel.values()) {
      if (level.text().equals(text)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  boolean matches(User user, RequestInfo info) {
    boolean asks =
        (users.isEmpty() || users.contains(user.name()))
            && (groups.isEmpty() || !Collections.disjoint(groups, user.groups()))
            && (verbs.isEmpty() || verbs.contains(info.verb()));
    if (!asks) {
      return false;
    }
    if (!namespaces.isEmpty() || !resources.isEmpty()) {
      return info.isResource()
          && (namespaces.isEmpty() || namespaces.contains(info.namespace()))
          && (resources.isEmpty() || resources.stream().anyMatch(each -> each.matches(info)));
    }
    return urls.isEmpty()
        || (!info.isResource() && urls.stream().anyMatch(url -> matches(url, info.path())));
  }

  private static boolean matches(String url, String path) {
    return url.equals("*")
        || url.equals(path)
        || (url.endsWith("*") && path.startsWith(url.substring(0, url.length() - 1)));
  }
}
