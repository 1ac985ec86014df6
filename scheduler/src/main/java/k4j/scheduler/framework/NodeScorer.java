package k4j.scheduler.framework;

import k4j.scheduler.snapshot.NodeInfo;

/// How good a node is for one pod, already known.
public interface NodeScorer {

  long MOST = 100;

  /// Any number; `normalize` brings them between 0 and 100.
  long score(NodeInfo node);

  /// Changes the scores of all feasible nodes in place.
  default void normalize(long[] scores) {}

  /// Scales so that the best has 100, or so that it has 0 where less is better.
  static void scale(long[] scores, boolean lessIsBetter) {
    long most = 0;
    for (long score : scores) {
      most = Math.max(most, score);
    }
    for (int i = 0; i < scores.length; i++) {
      long scaled = most == 0 ? 0 : MOST * scores[i] / most;
      scores[i] = lessIsBetter ? MOST - scaled : scaled;
    }
  }
}
