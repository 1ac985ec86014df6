package k4j.scheduler.resources;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;

/// How good a node is by what of it would be in use: one of the three scoring strategies of
/// `NodeResourcesFitArgs`.
final class ResourceScore {

  private enum Strategy {
    LEAST,
    MOST,
    RATIO
  }

  private record Weighted(String resource, long weight) {}

  private record Point(long utilization, long score) {}

  private final Strategy strategy;
  private final List<Weighted> resources = new ArrayList<>();
  private final List<Point> shape = new ArrayList<>();

  /// @param said `scoringStrategy`, which may be empty
  ResourceScore(JsonObject said) {
    strategy =
        switch (said.string("type")) {
          case "MostAllocated" -> Strategy.MOST;
          case "RequestedToCapacityRatio" -> Strategy.RATIO;
          default -> Strategy.LEAST;
        };
    for (JsonObject each : said.array("resources").objects()) {
      resources.add(new Weighted(each.string("name"), Math.max(each.integer("weight", 1), 1)));
    }
    if (resources.isEmpty()) {
      resources.add(new Weighted("cpu", 1));
      resources.add(new Weighted("memory", 1));
    }
    for (JsonObject point : said.object("requestedToCapacityRatio").array("shape").objects()) {
      // Shapes speak of scores up to 10.
      shape.add(
          new Point(point.integer("utilization"), point.integer("score") * (NodeScorer.MOST / 10)));
    }
  }

  long score(PodInfo pod, NodeInfo node) {
    long sum = 0;
    long weights = 0;
    for (Weighted each : resources) {
      long has = node.allocatable().of(each.resource());
      long asked = pod.nonZero().of(each.resource());
      boolean scalar = !each.resource().equals("cpu") && !each.resource().equals("memory");
      if (has == 0 || (scalar && asked == 0)) {
        continue;
      }
      long then = node.nonZero().of(each.resource()) + asked;
      long score = score(then, has);
      if (strategy != Strategy.RATIO || score > 0) {
        sum += score * each.weight();
        weights += each.weight();
      }
    }
    if (weights == 0) {
      return 0;
    }
    return strategy == Strategy.RATIO ? Math.round((double) sum / weights) : sum / weights;
  }

  private long score(long then, long has) {
    return switch (strategy) {
      case LEAST -> then > has ? 0 : (has - then) * NodeScorer.MOST / has;
      case MOST -> Math.min(then, has) * NodeScorer.MOST / has;
      case RATIO -> at(then > has ? 100 : then * 100 / has);
    };
  }

  /// The broken line through the points.
  private long at(long utilization) {
    for (int i = 0; i < shape.size(); i++) {
      Point point = shape.get(i);
      if (utilization <= point.utilization()) {
        if (i == 0) {
          return point.score();
        }
        Point before = shape.get(i - 1);
        return before.score()
            + (point.score() - before.score())
                * (utilization - before.utilization())
                / (point.utilization() - before.utilization());
      }
    }
    return shape.getLast().score();
  }
}
