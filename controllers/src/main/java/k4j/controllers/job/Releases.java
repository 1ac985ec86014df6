package k4j.controllers.job;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The pods of each job whose finalizer was taken away, until the cache shows it.
final class Releases {

  private final Map<String, Set<String>> jobs = new ConcurrentHashMap<>();

  void expect(String job, List<String> pods) {
    jobs.compute(
        job,
        (_, known) -> {
          Set<String> all = known == null ? new HashSet<>() : new HashSet<>(known);
          all.addAll(pods);
          return Set.copyOf(all);
        });
  }

  Set<String> of(String job) {
    return jobs.getOrDefault(job, Set.of());
  }

  /// The cache shows it, or it was not taken away after all.
  void observed(String job, String pod) {
    jobs.computeIfPresent(
        job,
        (_, known) -> {
          Set<String> left = new HashSet<>(known);
          left.remove(pod);
          return left.isEmpty() ? null : Set.copyOf(left);
        });
  }

  void forget(String job) {
    jobs.remove(job);
  }
}
