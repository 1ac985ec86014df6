package k4j.client.informer;

import java.util.function.Consumer;
import k4j.api.meta.ApiObject;

/// Is told of each change, in order, on the thread that reads the watch: it must return at once.
public interface Handler<T extends ApiObject> {

  void added(T object);

  void updated(T old, T object);

  /// @param last the last state known
  void deleted(T last);

  /// Treats all three alike, each with the newest state.
  static <T extends ApiObject> Handler<T> each(Consumer<? super T> consumer) {
    return new Handler<>() {
      @Override
      public void added(T object) {
        consumer.accept(object);
      }

      @Override
      public void updated(T old, T object) {
        consumer.accept(object);
      }

      @Override
      public void deleted(T last) {
        consumer.accept(last);
      }
    };
  }

  /// Is told of deletions only.
  static <T extends ApiObject> Handler<T> deletions(Consumer<? super T> consumer) {
    return new Handler<>() {
      @Override
      public void added(T object) {}

      @Override
      public void updated(T old, T object) {}

      @Override
      public void deleted(T last) {
        consumer.accept(last);
      }
    };
  }
}
