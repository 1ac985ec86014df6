package k4j.controllers.vacprotection;

import java.util.List;
import java.util.function.Function;
import k4j.api.meta.ApiObject;
import k4j.client.informer.Handler;
import k4j.client.queue.WorkQueue;

/// Wakes the classes that an object may have given up.
record Leaving<T extends ApiObject>(WorkQueue<String> queue, Function<T, List<String>> classes)
    implements Handler<T> {

  @Override
  public void added(T object) {}

  @Override
  public void updated(T old, T object) {
    classes.apply(old).forEach(queue::add);
  }

  @Override
  public void deleted(T last) {
    classes.apply(last).forEach(queue::add);
  }
}
