package k4j.apiserver.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import k4j.api.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects events and hands them on together, so that no request waits for them (mode `batch`).
/// What comes while the buffer is full is lost.
public final class Batches implements AuditBackend {

  private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

  private final AuditBackend behind;
  private final Terms terms;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final ExecutorService senders;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<JsonObject> waiting = new ArrayDeque<>();
  private Instant refilled;
  private double tokens;
  private boolean scheduled;

  /// How much is collected, and for how long.
  ///
  /// @param buffer how many events may wait
  /// @param largest how many go on at once
  /// @param longest how long the first of them waits
  /// @param perSecond how many batches a second on average; 0 for any
  /// @param burst how many of them at once
  /// @param together whether one batch may overtake another
  public record Terms(
      int buffer, int largest, Duration longest, double perSecond, int burst, boolean together) {

    /// `--audit-webhook-batch-*` as they ship.
    public static final Terms WEBHOOK =
        new Terms(10_000, 400, Duration.ofSeconds(30), 10, 15, true);

    /// `--audit-log-batch-*` as they ship.
    public static final Terms LOG = new Terms(10_000, 1, Duration.ZERO, 0, 0, false);
  }

  /// @param timer says when a batch must go
  public Batches(
      AuditBackend behind, Terms terms, InstantSource clock, ScheduledExecutorService timer) {
    this.behind = behind;
    this.terms = terms;
    this.clock = clock;
    this.timer = timer;
    var threads = Thread.ofVirtual().name("audit-", 0).factory();
    senders =
        terms.together()
            ? Executors.newThreadPerTaskExecutor(threads)
            : Executors.newSingleThreadExecutor(threads);
    refilled = clock.instant();
    tokens = terms.burst();
  }

  @Override
  public boolean take(List<JsonObject> events) {
    int lost = 0;
    lock.lock();
    try {
      for (JsonObject event : events) {
        if (waiting.size() < terms.buffer()) {
          waiting.addLast(event);
        } else {
          lost++;
        }
      }
      sendFull();
      if (!waiting.isEmpty() && !scheduled) {
        schedule(terms.longest());
      }
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      LOG.atError().addKeyValue("events", lost).log("Audit events were lost: the buffer is full");
    }
    return true;
  }

  private void sendFull() {
    while (waiting.size() >= terms.largest() && mayGo()) {
      send();
    }
  }

  private void schedule(Duration delay) {
    scheduled = true;
    var _ = timer.schedule(this::due, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void due() {
    lock.lock();
    try {
      scheduled = false;
      while (!waiting.isEmpty() && mayGo()) {
        send();
      }
      if (!waiting.isEmpty()) {
        schedule(Duration.ofMillis((long) Math.ceil(1000 / terms.perSecond())));
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean mayGo() {
    if (terms.perSecond() == 0) {
      return true;
    }
    Instant now = clock.instant();
    double grown = Duration.between(refilled, now).toNanos() / 1e9 * terms.perSecond();
    refilled = now;
    tokens = Math.min(terms.burst(), tokens + grown);
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  private void send() {
    var batch = new ArrayList<JsonObject>();
    while (!waiting.isEmpty() && batch.size() < terms.largest()) {
      batch.add(waiting.removeFirst());
    }
    senders.execute(() -> behind.take(batch));
  }

  /// Hands on what still waits.
  @Override
  public void close() {
    lock.lock();
    try {
      while (!waiting.isEmpty()) {
        send();
      }
    } finally {
      lock.unlock();
    }
    senders.close();
    behind.close();
  }
}
