package k4j.apiserver.admission.plugin;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;

/// Chooses among classes that are marked as default: the newest, then the first by name.
final class NewestDefault {

  private NewestDefault() {}

  /// @param annotations any of which marks a default with `true`
  static Optional<String> name(List<JsonObject> classes, String... annotations) {
    return classes.stream()
        .map(each -> each.object("metadata"))
        .filter(metadata -> isMarked(metadata.object("annotations"), annotations))
        .min(
            Comparator.comparing((JsonObject each) -> each.string("creationTimestamp"))
                .reversed()
                .thenComparing(each -> each.string("name")))
        .map(metadata -> metadata.string("name"));
  }

  private static boolean isMarked(JsonObject annotations, String... names) {
    for (String name : names) {
      if (annotations.string(name).equals("true")) {
        return true;
      }
    }
    return false;
  }
}
