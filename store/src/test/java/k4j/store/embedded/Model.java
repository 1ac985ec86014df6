package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import k4j.store.Entry;
import k4j.store.WatchSignal.Delete;
import k4j.store.WatchSignal.Event;
import k4j.store.WatchSignal.Put;
import k4j.store.embedded.tree.SortedTree;
import org.jspecify.annotations.Nullable;

/// What a store should be, told in the plainest way: all events since the beginning.
final class Model {

  private final List<Event<String>> events = new ArrayList<>();
  private final TreeMap<String, Entry<String>> entries = new TreeMap<>();

  Model copy() {
    Model copy = new Model();
    copy.events.addAll(events);
    copy.entries.putAll(entries);
    return copy;
  }

  long revision() {
    return 1L + events.size();
  }

  @Nullable Entry<String> get(String key) {
    return entries.get(key);
  }

  List<Event<String>> eventsAfter(long revision) {
    return events.subList((int) revision - 1, events.size());
  }

  void put(String key, String value) {
    Entry<String> old = entries.get(key);
    long revision = revision() + 1;
    long created = old == null ? revision : old.createRevision();
    long version = old == null ? 1 : old.version() + 1;
    Entry<String> entry =
        new Entry<>(key, value + "@" + revision, created, revision, version, value.length());
    entries.put(key, entry);
    events.add(new Put<>(entry, old));
  }

  void delete(String key) {
    Entry<String> old = entries.remove(key);
    if (old == null) {
      throw new IllegalArgumentException(key);
    }
    events.add(new Delete<>(old, revision() + 1));
  }

  NavigableMap<String, Entry<String>> at(long revision) {
    TreeMap<String, Entry<String>> state = new TreeMap<>();
    for (Event<String> event : events.subList(0, (int) revision - 1)) {
      apply(state, event);
    }
    return state;
  }

  /// Checks the newest state, and each older one that the store still has.
  void check(State<String> state) {
    assertThat(state.revision()).isEqualTo(revision());
    assertThat(list(state.tree())).isEqualTo(List.copyOf(entries.values()));
    long oldest = state.compactRevision();
    Map<String, Entry<String>> then = at(oldest);
    assertThat(list(state.treeAt(oldest))).isEqualTo(List.copyOf(then.values()));
    for (Event<String> event : eventsAfter(oldest)) {
      apply(then, event);
      if (event.revision() % 7 == 0) {
        assertThat(list(state.treeAt(event.revision()))).isEqualTo(List.copyOf(then.values()));
      }
    }
    ArrayDeque<Event<String>> told = new ArrayDeque<>();
    state.collect(oldest, "", told);
    assertThat(List.copyOf(told)).isEqualTo(eventsAfter(oldest));
  }

  private static void apply(Map<String, Entry<String>> state, Event<String> event) {
    switch (event) {
      case Put<String> put -> state.put(put.key(), put.entry());
      case Delete<String> delete -> state.remove(delete.key());
    }
  }

  static List<Entry<String>> list(SortedTree<String> tree) {
    List<Entry<String>> list = new ArrayList<>();
    tree.entries("", "").forEachRemaining(list::add);
    return list;
  }
}
