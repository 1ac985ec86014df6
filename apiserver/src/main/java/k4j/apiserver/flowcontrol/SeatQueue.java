package k4j.apiserver.flowcontrol;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/// The requests of some flows that wait for seats, first come first served. Belongs to whoever
/// holds the lock of its level.
final class SeatQueue {

  /// A request that waits.
  ///
  /// @param begin when it is its turn, in the virtual time of its level
  /// @param turn true once it has its seats, false once it has waited too long
  record Waiter(SeatQueue queue, int seats, double begin, CompletableFuture<Boolean> turn) {}

  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private double end;
  private int seats;

  int length() {
    return waiters.size();
  }

  /// The seats that wait here, and those that came from here and are taken.
  int load() {
    return seats;
  }

  Waiter add(int wanted, double virtualTime) {
    double begin = Math.max(virtualTime, end);
    end = begin + wanted;
    seats += wanted;
    var waiter = new Waiter(this, wanted, begin, new CompletableFuture<>());
    waiters.addLast(waiter);
    return waiter;
  }

  /// When the first of them is due; after all time where nobody waits.
  double begin() {
    return waiters.isEmpty() ? Double.POSITIVE_INFINITY : waiters.getFirst().begin();
  }

  Waiter first() {
    return waiters.getFirst();
  }

  Waiter take() {
    return waiters.removeFirst();
  }

  /// Whether it was still waiting.
  boolean remove(Waiter waiter) {
    boolean waited = waiters.remove(waiter);
    if (waited) {
      seats -= waiter.seats();
    }
    return waited;
  }

  /// The seats of a request that came from here are free again.
  void left(int free) {
    seats -= free;
  }
}
