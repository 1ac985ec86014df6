package k4j.apiserver.webhook;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;

/// Asks a webhook of authentication or authorization again where it may only have been busy: five
/// times in all, after half a second at first and each time half as long again
/// (`DefaultAuthWebhookRetryBackoff`).
public final class Retries {

  private static final int ATTEMPTS = 5;
  private static final Duration FIRST = Duration.ofMillis(500);

  /// Internal error, timeout, too many requests.
  private static final Set<Integer> PASSING = Set.of(500, 504, 429);

  private final ScheduledExecutorService timer;

  /// @param timer ends the waiting
  public Retries(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /// @throws WebhookCallException of the last attempt
  public JsonObject post(WebhookClient client, JsonObject review, Duration timeout)
      throws WebhookCallException {
    Duration pause = FIRST;
    for (int attempt = 1; ; attempt++) {
      try {
        return client.post(review, timeout);
      } catch (WebhookCallException failure) {
        if (attempt == ATTEMPTS || !mayPass(failure) || !sleep(pause)) {
          throw failure;
        }
        pause = pause.multipliedBy(3).dividedBy(2);
      }
    }
  }

  private static boolean mayPass(WebhookCallException failure) {
    return PASSING.contains(failure.code())
        || String.valueOf(failure.getMessage()).endsWith("connection reset by peer");
  }

  /// Whether it was not interrupted.
  private boolean sleep(Duration pause) {
    var over = new CountDownLatch(1);
    var _ = timer.schedule(over::countDown, pause.toMillis(), TimeUnit.MILLISECONDS);
    try {
      over.await();
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
