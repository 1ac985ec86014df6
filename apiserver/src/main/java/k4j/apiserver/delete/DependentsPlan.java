package k4j.apiserver.delete;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.write.Metadata;

/// Decides what is to become of an object's dependents, and writes that into its finalizers for the
/// garbage collector (apiserver, `deletionFinalizersForGarbageCollection`).
final class DependentsPlan {

  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  private DependentsPlan() {}

  /// @param defaultPropagation the strategy's: `background`, `orphan`, or `none` where garbage
  ///   collection does not apply
  static JsonObject apply(JsonObject object, DeleteOptions options, String defaultPropagation) {
    if (defaultPropagation.equals("none")) {
      return object;
    }
    List<String> old = Metadata.finalizers(object);
    String wanted = wanted(old, options, defaultPropagation);
    var now = new ArrayList<>(old);
    now.removeIf(each -> each.equals(ORPHAN) || each.equals(FOREGROUND));
    if (!wanted.isEmpty()) {
      now.add(wanted);
    }
    boolean same = old.size() == now.size() && now.containsAll(old);
    return same ? object : Metadata.withFinalizers(object, now);
  }

  /// The finalizer that the object should have, or `""`.
  private static String wanted(List<String> old, DeleteOptions options, String otherwise) {
    if (options.orphanDependents() != null) {
      return options.orphanDependents() ? ORPHAN : "";
    }
    return switch (options.propagationPolicy()) {
      case "Orphan" -> ORPHAN;
      case "Foreground" -> FOREGROUND;
      case "Background" -> "";
      default -> ofFinalizers(old, otherwise);
    };
  }

  private static String ofFinalizers(List<String> old, String otherwise) {
    for (String finalizer : old) {
      if (finalizer.equals(ORPHAN) || finalizer.equals(FOREGROUND)) {
        return finalizer;
      }
    }
    return otherwise.equals("orphan") ? ORPHAN : "";
  }
}
