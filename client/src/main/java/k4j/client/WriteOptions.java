package k4j.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a create, update or patch is done.
///
/// @param fieldManager who owns what is written; empty lets the server decide
/// @param force whether an apply takes fields from other managers
public record WriteOptions(boolean dryRun, String fieldManager, boolean force) {

  public static final WriteOptions DEFAULT = new WriteOptions(false, "", false);

  public static WriteOptions by(String fieldManager) {
    return DEFAULT.withFieldManager(fieldManager);
  }

  public WriteOptions withFieldManager(String manager) {
    return new WriteOptions(dryRun, manager, force);
  }

  public WriteOptions withDryRun() {
    return new WriteOptions(true, fieldManager, force);
  }

  public WriteOptions withForce() {
    return new WriteOptions(dryRun, fieldManager, true);
  }

  Map<String, List<String>> query(String defaultManager) {
    var query = new HashMap<String, List<String>>();
    ListOptions.put(query, "dryRun", dryRun ? "All" : "");
    ListOptions.put(query, "fieldManager", fieldManager.isEmpty() ? defaultManager : fieldManager);
    ListOptions.put(query, "force", force ? "true" : "");
    return query;
  }
}
