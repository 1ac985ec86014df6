package k4j.store.embedded.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import k4j.store.Entry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedTreeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void isWhatATreeMapIs(int seed) {
    RandomGenerator random = new Random(seed);
    int keys = 1 << (2 + seed);
    SortedTree<String> tree = SortedTree.empty();
    TreeMap<String, Entry<String>> model = new TreeMap<>();
    List<Map.Entry<SortedTree<String>, TreeMap<String, Entry<String>>>> kept = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      String key = key(random, keys);
      // Phases of mostly growing and mostly shrinking.
      if (random.nextInt(10) < (i / 1500 % 2 == 0 ? 7 : 2)) {
        Entry<String> entry = new Entry<>(key, "v" + i, i, i, 1, 1);
        tree = tree.with(entry);
        model.put(key, entry);
      } else {
        SortedTree<String> less = tree.without(key);
        assertThat(less == tree).isEqualTo(model.remove(key) == null);
        tree = less;
      }
      assertThat(tree.size()).isEqualTo(model.size());
      assertThat(tree.get(key)).isEqualTo(model.get(key));
      if (i % 50 == 0) {
        range(tree, model, random, keys);
      }
      if (i % 500 == 0) {
        kept.add(Map.entry(tree, new TreeMap<>(model)));
        kept.add(Map.entry(SortedTree.build(model.values().iterator()), new TreeMap<>(model)));
      }
    }
    kept.forEach(
        pair -> assertThat(listed(pair.getKey())).isEqualTo(List.copyOf(pair.getValue().values())));
  }

  private static List<Entry<String>> listed(SortedTree<String> tree) {
    var entries = new ArrayList<Entry<String>>();
    tree.entries("", "").forEachRemaining(entries::add);
    return entries;
  }

  private static void range(
      SortedTree<String> tree,
      NavigableMap<String, Entry<String>> model,
      RandomGenerator random,
      int keys) {
    String full = key(random, keys);
    String prefix = full.substring(0, random.nextInt(full.length() + 1));
    String from = random.nextBoolean() ? "" : key(random, keys);
    NavigableMap<String, Entry<String>> expected = new TreeMap<>(model.tailMap(from, true));
    expected.keySet().removeIf(key -> !key.startsWith(prefix));
    List<Entry<String>> found = new ArrayList<>();
    tree.entries(prefix, from).forEachRemaining(found::add);
    assertThat(found)
        .as("prefix %s from %s", prefix, from)
        .isEqualTo(List.copyOf(expected.values()));
    assertThat(tree.count(prefix, from)).isEqualTo(found.size());
  }

  private static String key(RandomGenerator random, int keys) {
    int number = random.nextInt(keys);
    return number % 5 == 0 ? "\uffff" + number : "/%d/%d".formatted(number % 3, number);
  }
}
