package k4j.bench.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import k4j.api.meta.SystemEdge;
import k4j.bench.apiserver.LoadConnection;

/// Many watchers of one resource, as informers of many clients are, and how long it takes until the
/// last of them has heard of a write.
@SystemEdge
final class WatchFanOut implements AutoCloseable {

  private static final int STREAMS = 90; // fewer than any server allows on one connection

  private final Target target;
  private final String path;
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<HttpClient> clients = new ArrayList<>();
  private final AtomicLong events = new AtomicLong();

  WatchFanOut(Target target, String path) {
    this.target = target;
    this.path = path;
  }

  /// Begins the watches and waits until each has begun.
  void begin(int watchers) throws InterruptedException, TimeoutException {
    var begun = new ArrayList<CompletableFuture<?>>();
    for (int i = 0; i < watchers; i++) {
      if (i % STREAMS == 0) {
        clients.add(
            HttpClient.newBuilder()
                .sslContext(target.tls())
                .executor(executor)
                .version(HttpClient.Version.HTTP_2)
                .build());
      }
      var begin = new CompletableFuture<Void>();
      begun.add(begin);
      watch(clients.getLast(), begin);
      if (i % STREAMS == 0) {
        begin.join(); // the connection is there, the others share it
      }
    }
    begun.forEach(CompletableFuture::join);
    await(watchers); // each hears first of what there is
  }

  private void watch(HttpClient client, CompletableFuture<Void> begun) {
    var request =
        HttpRequest.newBuilder(
            URI.create("https://127.0.0.1:" + target.port() + path + "?watch=1"));
    target.headers().forEach(request::header);
    var _ =
        client
            .sendAsync(
                request.build(),
                answer -> {
                  if (answer.statusCode() != 200) {
                    throw new IllegalStateException("a watch answered " + answer.statusCode());
                  }
                  begun.complete(null);
                  return BodySubscribers.ofByteArrayConsumer(
                      bytes -> bytes.map(ByteBuffer::wrap).ifPresent(this::count));
                })
            .whenComplete((_, failure) -> {
              if (failure != null) {
                begun.completeExceptionally(failure);
              }
            });
  }

  private void count(ByteBuffer bytes) {
    long lines = 0;
    while (bytes.hasRemaining()) {
      if (bytes.get() == '\n') {
        lines++;
      }
    }
    events.addAndGet(lines);
  }

  /// Milliseconds from each write to the last watcher's event, ascending.
  double[] writes(int count, int watchers)
      throws IOException, InterruptedException, TimeoutException {
    double[] millis = new double[count];
    try (LoadConnection connection = target.connect()) {
      for (int i = 0; i < count; i++) {
        long expected = events.get() + watchers;
        long start = System.nanoTime();
        String body = "{\"data\":{\"n\":\"" + start + "\"}}";
        connection.send("PATCH", path + "/watched", "application/merge-patch+json", body);
        await(expected);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private void await(long expected) throws InterruptedException, TimeoutException {
    var pause = new Phaser(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (events.get() < expected) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(expected - events.get() + " events did not come");
      }
      try {
        pause.awaitAdvanceInterruptibly(0, 1, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // looks again
      }
    }
  }

  @Override
  public void close() {
    clients.forEach(HttpClient::shutdownNow);
    executor.shutdownNow();
  }
}
