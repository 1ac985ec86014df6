package k4j.client.informer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import k4j.api.meta.ApiObject;
import k4j.api.meta.StatusException;
import k4j.client.ListOptions;
import k4j.client.Listing;
import k4j.client.Resources;
import k4j.client.Surroundings;
import k4j.client.Watching;
import k4j.client.queue.BackOff;
import k4j.client.queue.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a sink like the server: lists once, then follows the watch, from where it was after a
/// disconnect and with a new list where history is gone. (client-go, `tools/cache`.)
public final class Reflector<T extends ApiObject> implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
  private static final BackOff BACK_OFF =
      new BackOff(Duration.ofMillis(100), Duration.ofSeconds(30));
  private static final Duration SHORT_WATCH = Duration.ofSeconds(1);
  private static final Duration CALM = Duration.ofMinutes(2);

  private final Resources<T> resources;
  private final ListOptions options;
  private final Sink<? super T> sink;
  private final Surroundings surroundings;

  private String version = "";
  private int failures;
  private Instant lastFailure = Instant.MIN;

  public Reflector(
      Resources<T> resources,
      ListOptions options,
      Sink<? super T> sink,
      Surroundings surroundings) {
    this.resources = resources;
    this.options = options;
    this.sink = sink;
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (version.isEmpty()) {
          list();
        }
        follow();
      } catch (StatusException e) {
        if (!recover(e)) {
          return;
        }
      }
    }
  }

  private void list() {
    Listing<T> listing = resources.list(options);
    sink.replace(listing.items());
    version = listing.resourceVersion();
  }

  private void follow() {
    Instant begun = surroundings.clock().instant();
    boolean quiet = true;
    try (Watching<T> watching = resources.watch(options.from(version))) {
      for (Optional<Watching.Event<T>> event = watching.next();
          event.isPresent();
          event = watching.next()) {
        quiet = false;
        take(event.get());
      }
    }
    boolean brief =
        Duration.between(begun, surroundings.clock().instant()).compareTo(SHORT_WATCH) < 0;
    if (quiet && brief && !Thread.currentThread().isInterrupted()) {
      waitABit(); // a server that ends watches at once must not be asked in a loop
    }
  }

  private void take(Watching.Event<T> event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> sink.put(event.object());
      case DELETED -> sink.delete(event.object());
      case BOOKMARK -> {}
      case ERROR -> throw new IllegalStateException("an error is thrown by the watch");
    }
    version = event.object().resourceVersion();
  }

  /// Whether to go on, after a wait.
  private boolean recover(StatusException e) {
    boolean expired = e.code() == 410;
    if (expired || e.code() == 404 || e.code() == 400) {
      version = "";
    }
    (expired ? LOG.atDebug() : LOG.atWarn())
        .addKeyValue("resource", resources.kind().resource().groupResource())
        .addKeyValue("reason", e.status().reason())
        .addKeyValue("error", e.status().message())
        .log("list or watch ended, will go on");
    return waitABit();
  }

  private boolean waitABit() {
    Instant now = surroundings.clock().instant();
    boolean calm = lastFailure.isBefore(now.minus(CALM));
    failures = calm ? 0 : failures + 1;
    lastFailure = now;
    Duration delay = BackOff.jittered(BACK_OFF.after(failures), surroundings.random());
    return Pause.of(delay, surroundings.timer());
  }
}
