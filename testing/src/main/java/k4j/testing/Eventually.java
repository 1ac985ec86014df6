package k4j.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits, for a bounded time, for something that other threads bring about.
@SystemEdge
public final class Eventually {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofMillis(2);

  private Eventually() {}

  /// Waits until the condition holds.
  ///
  /// @param what names the condition in the failure
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come about within " + LIMIT.toSeconds() + " s: " + what);
      }
      pause();
    }
  }

  /// Waits until the value is as wanted, and returns it; the failure shows the last one seen.
  public static <T> T value(Supplier<T> source, Predicate<? super T> wanted) {
    long end = System.nanoTime() + LIMIT.toNanos();
    T value = source.get();
    while (!wanted.test(value)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not as wanted within " + LIMIT.toSeconds() + " s: " + value);
      }
      pause();
      value = source.get();
    }
    return value;
  }

  /// Waits until the assertions pass; throws what the last try threw.
  public static void asserted(Runnable assertions) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        assertions.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
