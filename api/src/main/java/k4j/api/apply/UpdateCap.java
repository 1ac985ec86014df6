package k4j.api.apply;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;

/// Keeps the number of updating managers small: the oldest are merged into `ancient-changes`.
final class UpdateCap {

  private static final int MAX_UPDATERS = 10;
  private static final String BUCKET = "ancient-changes";

  private UpdateCap() {}

  static Map<Manager, Owned> capped(Map<Manager, Owned> owners) {
    return owners.size() <= MAX_UPDATERS ? owners : merged(owners);
  }

  private static Map<Manager, Owned> merged(Map<Manager, Owned> owners) {
    List<Manager> updaters =
        owners.keySet().stream()
            .filter(manager -> !manager.applies())
            .sorted(
                Comparator.<Manager>comparingLong(m -> seconds(owners, m))
                    .thenComparing(UpdateCap::identifier))
            .toList();
    int count = updaters.size();
    if (count <= MAX_UPDATERS) {
      return owners;
    }
    var result = new HashMap<>(owners);
    var firsts = new HashMap<String, Manager>();
    for (Manager manager : updaters) {
      if (count <= MAX_UPDATERS) {
        break;
      }
      Manager first = firsts.putIfAbsent(manager.apiVersion(), manager);
      if (first != null) {
        merge(result, first, manager);
        count--;
      }
    }
    return result;
  }

  private static void merge(Map<Manager, Owned> owners, Manager first, Manager manager) {
    Manager bucket = new Manager(BUCKET, false, manager.apiVersion(), "");
    Owned moved = owners.remove(manager);
    Owned known = owners.containsKey(bucket) ? owners.get(bucket) : owners.remove(first);
    if (moved != null) {
      JsonObject before = known == null ? JsonObject.EMPTY : known.fields();
      owners.put(bucket, moved.withFields(FieldSets.union(moved.fields(), before)));
    }
  }

  private static long seconds(Map<Manager, Owned> owners, Manager manager) {
    Owned owned = owners.get(manager);
    return owned == null ? 0 : Ownership.seconds(owned);
  }

  private static String identifier(Manager manager) {
    return manager.name() + "\n" + manager.apiVersion() + "\n" + manager.subresource();
  }
}
