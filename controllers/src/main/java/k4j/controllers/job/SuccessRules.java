package k4j.controllers.job;

import java.util.List;
import java.util.Optional;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.SuccessPolicyRule;

/// Whether an indexed job has succeeded before all its indexes have.
final class SuccessRules {

  private SuccessRules() {}

  /// Which rule is met.
  static Optional<String> met(Job job, Indexes succeeded) {
    List<SuccessPolicyRule> rules = job.spec().successPolicy().rules();
    if (succeeded.total() == 0) {
      return Optional.empty();
    }
    for (int i = 0; i < rules.size(); i++) {
      if (isMet(rules.get(i), job.spec().completions(), succeeded)) {
        return Optional.of("Matched rules at index " + i);
      }
    }
    return Optional.empty();
  }

  private static boolean isMet(SuccessPolicyRule rule, int completions, Indexes succeeded) {
    if (!rule.hasSucceededIndexes()) {
      return rule.hasSucceededCount() && succeeded.total() >= rule.succeededCount();
    }
    Indexes wanted = Indexes.parse(rule.succeededIndexes(), completions);
    int common = wanted.common(succeeded);
    return wanted.total() > 0
        && (common == wanted.total()
            || (rule.hasSucceededCount() && common >= rule.succeededCount()));
  }
}
