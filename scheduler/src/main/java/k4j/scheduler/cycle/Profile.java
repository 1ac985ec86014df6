package k4j.scheduler.cycle;

import java.util.List;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.ScorePlugin;

/// The plugins that decide, in the order in which they are asked.
public record Profile(
    List<FilterPlugin> filters, List<PostFilterPlugin> postFilters, List<ScorePlugin> scores) {

  public Profile {
    filters = List.copyOf(filters);
    postFilters = List.copyOf(postFilters);
    scores = List.copyOf(scores);
  }
}
