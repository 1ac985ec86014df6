package k4j.kubelet;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Tells pod workers, which are made later than those who have something to tell.
final class Wakes implements Consumer<String> {

  private final AtomicReference<Consumer<String>> target = new AtomicReference<>(_ -> {});

  void to(Consumer<String> workers) {
    target.set(workers);
  }

  @Override
  public void accept(String podUid) {
    target.get().accept(podUid);
  }
}
