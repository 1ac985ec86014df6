package k4j.controllers.namespace;

import java.util.List;
import java.util.Map;

/// What is left in a namespace after one pass of deletion.
///
/// @param discovery why some groups could not be asked, or `""`
/// @param failures what could not be deleted, one text each
/// @param remaining how many objects are left, by `resource.group`
/// @param finalizers how many objects each finalizer holds back
/// @param estimateSeconds how long those that are going may take, 0 where nothing is left
record NamespaceFindings(
    String discovery,
    List<String> failures,
    Map<String, Integer> remaining,
    Map<String, Integer> finalizers,
    long estimateSeconds) {

  boolean isEmpty() {
    return discovery.isEmpty() && failures.isEmpty() && remaining.isEmpty();
  }
}
