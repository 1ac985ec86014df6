package k4j.bench.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import k4j.api.meta.SystemEdge;
import k4j.bench.apiserver.LoadConnection;
import org.jspecify.annotations.Nullable;

/// Many clients that send one kind of request as fast as they are answered, for some seconds.
@SystemEdge
record Load(Target target, int clients, int seconds) {

  /// One request; the number differs each time.
  record Operation(String name, int status, RequestOf request) {}

  /// Makes the request with a number.
  @FunctionalInterface
  interface RequestOf {
    Sent of(long number);
  }

  record Sent(String method, String path, String contentType, String body) {}

  /// What came of it.
  ///
  /// @param perSecond requests answered a second
  /// @param perCore requests answered for each second of processor time that the server used
  /// @param median milliseconds, as is `slowest` (the 99th of a hundred)
  /// @param sent how many there were, those that only warmed up included
  record Result(
      String name, double perSecond, double perCore, double median, double slowest, long sent) {}

  Result run(Operation operation) throws IOException, InterruptedException {
    var numbers = new AtomicLong();
    spend(operation, numbers, seconds); // until it is warm
    double used = target.processorSeconds();
    long start = System.nanoTime();
    double[] millis = spend(operation, numbers, seconds);
    double took = (System.nanoTime() - start) / 1e9;
    used = target.processorSeconds() - used;
    Arrays.sort(millis);
    return new Result(
        operation.name(),
        millis.length / took,
        millis.length / used,
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        numbers.get());
  }

  private double[] spend(Operation operation, AtomicLong numbers, int duration)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + duration * 1_000_000_000L;
    List<List<Double>> all = new ArrayList<>();
    var threads = new ArrayList<Thread>();
    var failure = new AtomicReference<@Nullable IOException>();
    for (int i = 0; i < clients; i++) {
      var mine = new ArrayList<Double>();
      all.add(mine);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  client(operation, numbers, end, mine);
                } catch (IOException broken) {
                  failure.set(new IOException(operation.name(), broken));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return all.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
  }

  private void client(Operation operation, AtomicLong numbers, long end, List<Double> millis)
      throws IOException {
    try (LoadConnection connection = target.connect()) {
      while (System.nanoTime() < end) {
        Sent sent = operation.request().of(numbers.incrementAndGet());
        long start = System.nanoTime();
        int status =
            connection.send(sent.method(), sent.path(), sent.contentType(), sent.body()).status();
        millis.add((System.nanoTime() - start) / 1e6);
        if (status != operation.status()) {
          throw new IOException(operation.name() + " answered " + status);
        }
      }
    }
  }
}
