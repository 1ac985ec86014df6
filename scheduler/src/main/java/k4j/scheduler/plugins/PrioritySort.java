package k4j.scheduler.plugins;

import java.util.Comparator;
import k4j.scheduler.framework.QueueSortPlugin;

/// The most important pod first, and of those the one that waits longest.
public final class PrioritySort implements QueueSortPlugin {

  @Override
  public String name() {
    return "PrioritySort";
  }

  @Override
  public Comparator<Waiting> order() {
    return Comparator.<Waiting>comparingInt(w -> w.pod().priority())
        .reversed()
        .thenComparing(Waiting::since);
  }
}
