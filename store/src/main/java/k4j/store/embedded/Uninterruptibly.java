package k4j.store.embedded;

/// Waits to the end whatever interrupts, and keeps the interrupt for later.
final class Uninterruptibly {

  private Uninterruptibly() {}

  interface Waiting {
    void await() throws InterruptedException;
  }

  static void run(Waiting waiting) {
    boolean interrupted = false;
    while (true) {
      try {
        waiting.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
