package k4j.apiserver.flowcontrol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.RequestInfo;

/// How many watches follow each resource: a write costs more where many hear of it.
final class Watchers {

  private record Scope(String group, String resource, String namespace, String name) {}

  private final Map<Scope, AtomicInteger> counts = new ConcurrentHashMap<>();

  /// The answer, counted until it is closed.
  Answer count(RequestInfo info, Answer answer) {
    if (!(answer instanceof Answer.Events(var resource, var source))) {
      return answer;
    }
    var scope = new Scope(info.group(), info.resource(), info.namespace(), info.name());
    AtomicInteger count = counts.computeIfAbsent(scope, _ -> new AtomicInteger());
    count.incrementAndGet();
    return new Answer.Events(resource, source.onClose(count::decrementAndGet));
  }

  /// The watches that a write of the object wakes.
  int of(RequestInfo info) {
    if (counts.isEmpty()) {
      return 0;
    }
    int all = count(info, "", "") + count(info, info.namespace(), "");
    if (info.namespace().isEmpty()) {
      all = count(info, "", "");
    }
    return info.name().isEmpty()
        ? all
        : all
            + count(info, info.namespace(), info.name())
            + (info.namespace().isEmpty() ? 0 : count(info, "", info.name()));
  }

  private int count(RequestInfo info, String namespace, String name) {
    AtomicInteger count = counts.get(new Scope(info.group(), info.resource(), namespace, name));
    return count == null ? 0 : count.get();
  }
}
