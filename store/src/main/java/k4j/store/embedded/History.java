package k4j.store.embedded;

import k4j.store.embedded.Draft.Step;
import k4j.store.embedded.StoreSettings.Retention;
import k4j.store.embedded.tree.SortedTree;
import org.jspecify.annotations.Nullable;

/// The owner's side of what is remembered: adds events and forgets the oldest.
final class History<V> {

  private final Retention retention;
  private Chunk<V> oldest;
  private Chunk<V> newest;
  private long revision;
  private long compactRevision;
  private long supersededBytes;

  /// Begins right after `revision`.
  History(Retention retention, long revision, SortedTree<V> tree) {
    this.retention = retention;
    this.revision = revision;
    this.compactRevision = revision;
    this.oldest = new Chunk<>(revision + 1, tree);
    this.newest = oldest;
  }

  /// Takes over what a draft has done; the state that shows it.
  State<V> advance(Draft<V> draft) {
    for (Step<V> step : draft.steps()) {
      if (step.event().revision() == newest.end()) {
        supersededBytes += newest.supersededBytes;
        newest = newest.follow(step.before());
      }
      newest.add(step.event());
    }
    revision = draft.revision();
    while (isTooLong()) {
      forgetOldest();
    }
    return state(draft.tree());
  }

  /// Forgets what was before a revision.
  State<V> compact(long toRevision, SortedTree<V> tree) {
    compactRevision = Math.max(compactRevision, Math.min(toRevision, revision));
    Chunk<V> next = oldest.next();
    while (next != null && next.first - 1 <= compactRevision) {
      forgetOldest();
      next = oldest.next();
    }
    return state(tree);
  }

  State<V> state(SortedTree<V> tree) {
    return new State<>(revision, compactRevision, tree, oldest);
  }

  private boolean isTooLong() {
    return oldest.next() != null
        && (revision - compactRevision > retention.revisions()
            || supersededBytes > retention.bytes());
  }

  private void forgetOldest() {
    @Nullable Chunk<V> next = oldest.next();
    if (next != null) {
      supersededBytes -= oldest.supersededBytes;
      oldest = next;
      compactRevision = Math.max(compactRevision, next.first - 1);
    }
  }
}
