package k4j.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The immutable state of a store at one revision; a range is all keys that begin with `prefix` and
/// are not before `from` (use the prefix itself, or `""`, to begin at its first key).
public interface Snapshot<V> {

  long revision();

  @Nullable Entry<V> get(String key);

  /// How many entries the range has, without walking over them.
  int count(String prefix, String from);

  /// The entries of the range in the order of their keys.
  Iterator<Entry<V>> entries(String prefix, String from);

  /// The first `limit` entries of the range (0 for all) and how many follow.
  default Page<V> page(String prefix, String from, int limit) {
    int available = count(prefix, from);
    int taken = limit == 0 ? available : Math.min(limit, available);
    List<Entry<V>> entries = new ArrayList<>(taken);
    Iterator<Entry<V>> iterator = entries(prefix, from);
    while (entries.size() < taken) {
      entries.add(iterator.next());
    }
    return new Page<>(entries, available - taken);
  }

  /// A part of a range.
  ///
  /// @param remaining how many entries of the range come after these
  record Page<V>(List<Entry<V>> entries, int remaining) {
    /// The least key after the last one of this page: where the next page begins.
    public String next() {
      return entries.getLast().key() + '\0';
    }
  }
}
