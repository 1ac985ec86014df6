package k4j.controllers.pods;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each owner still waits to see in the cache after it created or deleted pods: until then it
/// must not count again. (controller: ControllerExpectations, UIDTrackingControllerExpectations.)
public final class Expectations {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final class Expected {
    int creations;
    final Set<String> deletions = new HashSet<>();
    final Instant since;

    Expected(Instant since) {
      this.since = since;
    }
  }

  private final InstantSource clock;
  private final Map<String, Expected> owners = new HashMap<>();

  public Expectations(InstantSource clock) {
    this.clock = clock;
  }

  /// Whether everything was seen, or is so late that it will not come.
  public synchronized boolean satisfied(String owner) {
    Expected expected = owners.get(owner);
    return expected == null
        || (expected.creations <= 0 && expected.deletions.isEmpty())
        || expected.since.plus(PATIENCE).isBefore(clock.instant());
  }

  public synchronized void expectCreations(String owner, int count) {
    var expected = new Expected(clock.instant());
    expected.creations = count;
    owners.put(owner, expected);
  }

  /// @param pods their UIDs
  public synchronized void expectDeletions(String owner, Collection<String> pods) {
    var expected = new Expected(clock.instant());
    expected.deletions.addAll(pods);
    owners.put(owner, expected);
  }

  /// Both at once.
  ///
  /// @param deletions the UIDs of the pods that are being deleted
  public synchronized void expect(String owner, int creations, Collection<String> deletions) {
    var expected = new Expected(clock.instant());
    expected.creations = creations;
    expected.deletions.addAll(deletions);
    owners.put(owner, expected);
  }

  /// A pod was seen, or will not be created after all.
  public synchronized void creationObserved(String owner) {
    creationsObserved(owner, 1);
  }

  public synchronized void creationsObserved(String owner, int count) {
    @Nullable Expected expected = owners.get(owner);
    if (expected != null) {
      expected.creations -= count;
    }
  }

  /// The pod is going or gone, or will not be deleted after all.
  public synchronized void deletionObserved(String owner, String pod) {
    @Nullable Expected expected = owners.get(owner);
    if (expected != null) {
      expected.deletions.remove(pod);
    }
  }

  public synchronized void forget(String owner) {
    owners.remove(owner);
  }
}
