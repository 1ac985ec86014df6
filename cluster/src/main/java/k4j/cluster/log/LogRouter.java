package k4j.cluster.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/// Brings each line to the log of the component that wrote it. A component whose log is not open
/// yet has its last lines kept for it.
public final class LogRouter {

  private static final int KEPT = 500;

  private final Map<Component, LogSink> sinks = new EnumMap<>(Component.class);
  private final Map<Component, Deque<String>> waiting = new EnumMap<>(Component.class);

  /// Opens a component's log; it gets what was written so far.
  public synchronized void attach(Component component, LogSink sink) {
    sinks.put(component, sink);
    Deque<String> lines = waiting.remove(component);
    if (lines != null) {
      lines.forEach(sink::line);
    }
  }

  /// Closes a component's log; later lines wait for the next one.
  public synchronized void detach(Component component) {
    sinks.remove(component);
  }

  synchronized void line(Component component, String text) {
    LogSink sink = sinks.get(component);
    if (sink != null) {
      sink.line(text);
      return;
    }
    Deque<String> lines = waiting.computeIfAbsent(component, _ -> new ArrayDeque<>());
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    lines.addLast(text);
  }
}
