package k4j.scheduler.config;

import java.util.Arrays;
import java.util.Optional;
import k4j.scheduler.framework.BindPlugin;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.PermitPlugin;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PostBindPlugin;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.PreBindPlugin;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.QueueSortPlugin;
import k4j.scheduler.framework.ReservePlugin;
import k4j.scheduler.framework.ScorePlugin;

/// An extension point as configurations name it. What prepares a filter or a scorer is part of the
/// plugin's `FilterPlugin` or `ScorePlugin` here, so two names may lead to one interface.
public enum Point {
  PRE_ENQUEUE("preEnqueue", PreEnqueuePlugin.class),
  QUEUE_SORT("queueSort", QueueSortPlugin.class),
  PRE_FILTER("preFilter", FilterPlugin.class),
  FILTER("filter", FilterPlugin.class),
  POST_FILTER("postFilter", PostFilterPlugin.class),
  PRE_SCORE("preScore", ScorePlugin.class),
  SCORE("score", ScorePlugin.class),
  RESERVE("reserve", ReservePlugin.class),
  PERMIT("permit", PermitPlugin.class),
  PRE_BIND("preBind", PreBindPlugin.class),
  BIND("bind", BindPlugin.class),
  POST_BIND("postBind", PostBindPlugin.class);

  private final String field;
  private final Class<? extends Plugin> type;

  Point(String field, Class<? extends Plugin> type) {
    this.field = field;
    this.type = type;
  }

  public String field() {
    return field;
  }

  /// The interface in Go, which messages name.
  String goName() {
    return Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Plugin";
  }

  public boolean takes(Plugin plugin) {
    return type.isInstance(plugin);
  }

  public static Optional<Point> of(String field) {
    return Arrays.stream(values()).filter(point -> point.field.equals(field)).findFirst();
  }
}
