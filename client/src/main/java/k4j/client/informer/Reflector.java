package k4j.client.informer;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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

/// Keeps a sink like the server: one watch brings the state and what changes after it; after a
/// disconnect it goes on from where it was, and where history is gone it begins anew. Servers that
/// do not stream the state are asked for a list first. (client-go, `tools/cache`.)
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
  private boolean streams = true;
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
        if (!version.isEmpty()) {
          follow();
        } else if (streams) {
          stream();
        } else {
          list();
        }
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

  /// Takes the state out of a watch, and follows that.
  private void stream() {
    var state = new LinkedHashMap<String, T>();
    try (Watching<T> watching = resources.watchList(options)) {
      for (Optional<Watching.Event<T>> next = watching.next();
          next.isPresent();
          next = watching.next()) {
        Watching.Event<T> event = next.get();
        switch (event.type()) {
          case ADDED, MODIFIED -> state.put(event.object().key(), event.object());
          case DELETED -> state.remove(event.object().key());
          case BOOKMARK -> {
            if (isEndOfState(event.object())) {
              sink.replace(List.copyOf(state.values()));
              version = event.object().resourceVersion();
              follow(watching);
              return;
            }
          }
          case ERROR -> throw new IllegalStateException("an error is thrown by the watch");
        }
      }
    }
    if (!Thread.currentThread().isInterrupted()) {
      waitABit(); // it ended before it had told everything
    }
  }

  private static boolean isEndOfState(ApiObject bookmark) {
    return bookmark
        .json()
        .object("metadata")
        .object("annotations")
        .string("k8s.io/initial-events-end")
        .equals("true");
  }

  private void follow() {
    try (Watching<T> watching = resources.watch(options.from(version))) {
      follow(watching);
    }
  }

  private void follow(Watching<T> watching) {
    Instant begun = surroundings.clock().instant();
    boolean quiet = true;
    for (Optional<Watching.Event<T>> event = watching.next();
        event.isPresent();
        event = watching.next()) {
      quiet = false;
      take(event.get());
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
    if (version.isEmpty() && streams && !comesAgain(e)) {
      streams = false;
      return true;
    }
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

  /// Whether the failure says nothing about whether the server streams its state.
  private static boolean comesAgain(StatusException e) {
    return e.code() >= 500 || e.code() == 429 || e.code() == 410 || e.code() == 401;
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
