package k4j.kubelet;

import java.util.function.Consumer;

/// Tells pod workers, which are made later than those who have something to tell.
final class Wakes implements Consumer<String> {

  private volatile Consumer<String> target = _ -> {};

  void to(Consumer<String> workers) {
    target = workers;
  }

  @Override
  public void accept(String podUid) {
    target.accept(podUid);
  }
}
