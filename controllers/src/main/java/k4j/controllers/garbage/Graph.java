package k4j.controllers.garbage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who owns whom in the whole cluster. Each change says what is to be looked at because of it.
/// (controller: garbagecollector/graph_builder.go.)
final class Graph {

  private final Map<String, Item> items = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();

  synchronized Optional<Item> item(String uid) {
    return Optional.ofNullable(items.get(uid));
  }

  /// The objects that name this one as an owner.
  synchronized List<Item> dependents(String uid) {
    var found = new ArrayList<Item>();
    for (String dependent : dependents.getOrDefault(uid, Set.of())) {
      Item item = items.get(dependent);
      if (item != null) {
        found.add(item);
      }
    }
    return found;
  }

  /// An object that came or changed.
  synchronized List<Work> put(Item item) {
    Item old = items.put(item.uid(), item);
    var work = new LinkedHashSet<Work>();
    link(old, item, work);
    if (item.orphaning() && (old == null || !old.orphaning())) {
      work.add(new Work.Orphan(item.uid()));
    }
    if (item.foreground()) {
      if (old == null || !old.foreground()) {
        dependentsOf(item.uid()).forEach(uid -> work.add(new Work.Check(uid)));
      }
      work.add(new Work.Check(item.uid()));
    }
    if (old != null && !old.owners().equals(item.owners())) {
      old.owners().forEach(owner -> checkWaiting(owner.uid(), work));
      work.add(new Work.Check(item.uid()));
    }
    return List.copyOf(work);
  }

  private Set<String> dependentsOf(String uid) {
    return dependents.getOrDefault(uid, Set.of());
  }

  private void link(@Nullable Item old, Item item, Set<Work> work) {
    Set<String> now = new HashSet<>();
    for (Owner owner : item.owners()) {
      now.add(owner.uid());
      dependents.computeIfAbsent(owner.uid(), _ -> new LinkedHashSet<>()).add(item.uid());
      Item known = items.get(owner.uid());
      boolean isNew = old == null || !old.isOwnedBy(owner.uid());
      if (known == null && isNew) {
        work.add(new Work.Verify(item.uid()));
      } else if (known != null && isNew && known.foreground()) {
        work.add(new Work.Check(item.uid()));
      }
    }
    if (old != null) {
      old.owners().stream()
          .filter(owner -> !now.contains(owner.uid()))
          .forEach(owner -> unlink(owner.uid(), item.uid()));
    }
  }

  private void unlink(String owner, String dependent) {
    Set<String> left = dependents.get(owner);
    if (left != null) {
      left.remove(dependent);
      if (left.isEmpty()) {
        dependents.remove(owner);
      }
    }
  }

  /// An owner that waits for its dependents may be done.
  private void checkWaiting(String owner, Set<Work> work) {
    Item item = items.get(owner);
    if (item != null && item.foreground()) {
      work.add(new Work.Check(owner));
    }
  }

  /// An object that is gone.
  synchronized List<Work> remove(String uid) {
    Item old = items.remove(uid);
    var work = new LinkedHashSet<Work>();
    dependentsOf(uid).forEach(dependent -> work.add(new Work.Check(dependent)));
    if (old != null) {
      old.owners()
          .forEach(owner -> {
            unlink(owner.uid(), uid);
            checkWaiting(owner.uid(), work);
          });
    }
    return List.copyOf(work);
  }
}
