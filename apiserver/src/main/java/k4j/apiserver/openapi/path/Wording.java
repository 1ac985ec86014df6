package k4j.apiserver.openapi.path;

import java.util.Locale;
import java.util.Set;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.discovery.GroupVersionKind;

/// How operations are called.
final class Wording {

  private Wording() {}

  /// `core`, `apps`, `rbacAuthorization`.
  static String group(String group) {
    if (group.isEmpty()) {
      return "core";
    }
    String[] words = group.replaceFirst("\\.k8s\\.io$", "").split("[.-]", -1);
    var out = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      out.append(capital(words[i]));
    }
    return out.toString();
  }

  static String tag(ResourceName name) {
    return group(name.group()) + "_" + name.version();
  }

  /// `CoreV1`.
  static String prefix(String group, String version) {
    return capital(group(group)) + capital(version);
  }

  static String capital(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /// The kind with its article, which plurals lack.
  static String one(Resource resource) {
    String kind = resource.kind();
    if (kind.equals(Wording.capital(resource.name().plural()))) {
      return kind;
    }
    boolean vowel = Set.of('A', 'E', 'I', 'O', 'U').contains(kind.charAt(0));
    return (vowel ? "an " : "a ") + kind;
  }

  static GroupVersionKind kind(Resource resource) {
    return new GroupVersionKind(
        resource.name().group(), resource.name().version(), resource.kind());
  }
}
