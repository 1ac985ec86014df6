package k4j.apiserver.encryption;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// The names by which an EncryptionConfiguration chooses resources: `secrets`, `deployments.apps`,
/// `*.apps`, `*.` (the core group), `*.*`. Pure.
final class ResourceNames {

  private static final Set<String> NOT_SERVED =
      Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

  private record Name(String resource, String group) {

    static Name of(String text) {
      int dot = text.indexOf('.');
      return dot < 0
          ? new Name(text, "")
          : new Name(text.substring(0, dot), text.substring(dot + 1));
    }

    boolean covers(Name other) {
      return group.equals("*") || (group.equals(other.group) && resource.equals("*"));
    }
  }

  private ResourceNames() {}

  /// One text for each choice, however it is written.
  static String key(String text) {
    Name name = Name.of(text);
    return name.group().isEmpty() && !name.resource().equals("*")
        ? name.resource()
        : name.resource() + "." + name.group();
  }

  static void validate(List<String> resources, FieldPath path, FieldErrors errors) {
    List<Name> names = resources.stream().map(Name::of).toList();
    if (new HashSet<>(names).size() < names.size()) {
      errors.invalid(
          path,
          JsonArray.ofStrings(resources),
          "the same resource cannot be specified multiple times");
    }
    boolean overlap =
        names.stream()
            .anyMatch(
                one -> names.stream().anyMatch(other -> !one.equals(other) && one.covers(other)));
    if (overlap) {
      errors.invalid(
          path,
          JsonArray.ofStrings(resources),
          "using overlapping resources such as 'secrets' and '*.' in the same resource list is not"
              + " allowed as they will be masked");
    }
    for (int i = 0; i < resources.size(); i++) {
      String problem = problem(resources.get(i));
      if (!problem.isEmpty()) {
        errors.invalid(path.index(i), resources.get(i), problem);
      }
    }
  }

  private static String problem(String text) {
    Name name = Name.of(text);
    if (text.chars().anyMatch(Character::isUpperCase)) {
      return "resource name should not contain capital letters";
    }
    if (text.equals("*")) {
      return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all"
          + " resources";
    }
    if (NOT_SERVED.contains(text)) {
      return "resources which do not have REST API/s cannot be encrypted";
    }
    if (name.group().equals("events.k8s.io")) {
      return "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use"
          + " 'events' instead in the config file";
    }
    if (name.group().equals("extensions")) {
      return "'extensions' group has been removed and cannot be used for encryption";
    }
    return name.group().equals("*") && !name.resource().equals("*")
        ? "encrypting the same resource across groups is not supported"
        : "";
  }
}
