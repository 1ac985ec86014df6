package k4j.api.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;

/// The answer to an apply that would take fields from their owners.
final class Conflicts {

  /// As the JSON of their entries is ordered, in which a subresource comes before the end.
  private static final Comparator<Manager> ORDER =
      Comparator.comparing(Manager::name)
          .thenComparing(manager -> !manager.applies())
          .thenComparing(Manager::apiVersion)
          .thenComparing(manager -> manager.subresource().isEmpty())
          .thenComparing(Manager::subresource);

  private Conflicts() {}

  /// @param taken what would be taken from each manager
  static StatusException exception(Map<Manager, JsonObject> taken) {
    var sorted = new LinkedHashMap<String, List<String>>();
    var byManager = new TreeMap<Manager, JsonObject>(ORDER);
    byManager.putAll(taken);
    byManager.forEach((manager, fields) -> {
      List<String> paths = sorted.computeIfAbsent(manager.shown(), _ -> new ArrayList<>());
      FieldSets.forEachPath(fields, "", (path, _) -> paths.add(path));
    });
    var causes = new ArrayList<Cause>();
    sorted.forEach((manager, paths) ->
        paths.forEach(path ->
            causes.add(new Cause("FieldManagerConflict", "conflict with " + manager, path))));
    return new StatusException(
        new Status(409, "Conflict", message(sorted, causes), Details.NONE.withCauses(causes)));
  }

  private static String message(Map<String, List<String>> byManager, List<Cause> causes) {
    if (causes.size() == 1) {
      Cause only = causes.getFirst();
      return "Apply failed with 1 conflict: " + only.message() + ": " + only.field();
    }
    var lines = new ArrayList<String>();
    new LinkedHashMap<>(byManager)
        .forEach((manager, paths) -> {
          lines.add("conflicts with " + manager + ":");
          paths.forEach(path -> lines.add("- " + path));
        });
    return "Apply failed with %d conflicts: %s".formatted(causes.size(), String.join("\n", lines));
  }
}
