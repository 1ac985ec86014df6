package k4j.apiserver.webhook;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import k4j.api.json.JsonObject;

/// Asks a webhook again where it may only have been busy: five times in all, each time after half
/// as long again (apiserver, `util/webhook`).
public final class Retries {

  private static final int ATTEMPTS = 5;
  private static final Duration FIRST = Duration.ofMillis(500); // authentication, authorization

  /// Internal error, timeout, too many requests.
  private static final Set<Integer> PASSING = Set.of(500, 504, 429);

  private final ScheduledExecutorService timer;
  private final Duration first;

  /// @param timer ends the waiting
  public Retries(ScheduledExecutorService timer) {
    this(timer, FIRST);
  }

  /// @param first how long the first failure is waited after
  public Retries(ScheduledExecutorService timer, Duration first) {
    this.timer = timer;
    this.first = first;
  }

  /// @throws WebhookCallException of the last attempt
  public JsonObject post(WebhookClient client, JsonObject review, Duration timeout)
      throws WebhookCallException {
    return again(() -> client.post(review, timeout), Retries::mayPass);
  }

  /// Sends what wants no answer; whatever goes wrong is tried again.
  ///
  /// @throws WebhookCallException of the last attempt
  public void send(WebhookClient client, JsonObject body, Duration timeout)
      throws WebhookCallException {
    again(
        () -> {
          client.send(body, timeout);
          return JsonObject.EMPTY;
        },
        _ -> true);
  }

  @FunctionalInterface
  private interface Attempt {
    JsonObject make() throws WebhookCallException;
  }

  private JsonObject again(Attempt attempt, Predicate<WebhookCallException> passing)
      throws WebhookCallException {
    Duration pause = first;
    for (int number = 1; ; number++) {
      try {
        return attempt.make();
      } catch (WebhookCallException failure) {
        if (number == ATTEMPTS || !passing.test(failure) || !sleep(pause)) {
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
