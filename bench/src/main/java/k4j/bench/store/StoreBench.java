package k4j.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import k4j.api.meta.SystemEdge;

/// Measures durable creates and range reads of the embedded store, and of etcd beside it.
///
/// Arguments: how many runs (5), and where to put the data (a temporary directory). The two take
/// turns, with new data in each run, and so does a bare file, which shows what the disk gives at
/// that time; the table has the median over the runs and the least and greatest. The embedded store
/// is called in its process, etcd over loopback, as an API server would do with either.
@SystemEdge
public final class StoreBench {

  private static final int VALUE = 4096;
  private static final int RANGE = 10_000;
  private static final Duration SPAN = Duration.ofSeconds(2);

  private final Path root;
  private final byte[] value = new byte[VALUE];

  private StoreBench(Path root) {
    this.root = root;
    new Random(1).nextBytes(value);
  }

  private interface Opening {
    Contestant open(Path directory) throws IOException;
  }

  private record Result(String what, String unit, List<Double> values) {
    Result(String what, String unit) {
      this(what, unit, new ArrayList<>());
    }

    void print() {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      System.out.printf(
          "%-48s %12.1f %s  (%.1f to %.1f)%n",
          what, sorted[sorted.length / 2], unit, sorted[0], sorted[sorted.length - 1]);
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path root =
        arguments.length > 1
            ? Files.createDirectories(Path.of(arguments[1]))
            : Files.createTempDirectory("k4j-store-bench");
    System.out.printf("values of %d bytes, %d runs, data in %s%n", VALUE, runs, root);
    StoreBench bench = new StoreBench(root);
    Result bare = new Result("a bare file: appends, each forced", "/s");
    Results embedded = new Results();
    Results etcd = new Results();
    for (int run = 0; run < runs; run++) {
      bare.values().add(bench.appends());
      bench.measure(embedded, EmbeddedContestant::new);
      bench.measure(etcd, EtcdContestant::new);
    }
    bare.print();
    System.out.println("embedded store");
    embedded.print();
    System.out.println("etcd");
    etcd.print();
    delete(root);
  }

  private record Results(Result one, Result many, Result range, Result small, Result large) {
    Results() {
      this(
          new Result("durable creates, 1 client", "/s"),
          new Result("durable creates, 32 clients", "/s"),
          new Result("range of %d entries".formatted(RANGE), "ms"),
          new Result("opening an empty store", "ms"),
          new Result("opening it with %d entries".formatted(RANGE), "ms"));
    }

    void print() {
      List.of(one, many, range, small, large).forEach(Result::print);
    }
  }

  private void measure(Results results, Opening opening) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(root, "run");
    Path data = directory.resolve("data");
    results.small().values().add(open(opening, data));
    try (Contestant contestant = opening.open(data)) {
      load(contestant);
      results.range().values().add(range(contestant));
    }
    results.large().values().add(open(opening, data));
    try (Contestant contestant = opening.open(data)) {
      results.one().values().add(creates(contestant, 1));
      results.many().values().add(creates(contestant, 32));
    }
    delete(directory);
  }

  private void load(Contestant contestant) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < 32; client++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int i = next.getAndIncrement(); i < RANGE; i = next.getAndIncrement()) {
              contestant.create("/pods/%05d".formatted(i), value);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private double appends() throws IOException {
    Path path = Files.createTempFile(root, "bare", "");
    int count = 0;
    long start = System.nanoTime();
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (; System.nanoTime() - start < SPAN.toNanos(); count++) {
        file.write(ByteBuffer.wrap(value));
        file.force(false);
      }
    }
    double perSecond = count / ((System.nanoTime() - start) / 1e9);
    Files.delete(path);
    return perSecond;
  }

  private static double open(Opening opening, Path data) throws IOException {
    long start = System.nanoTime();
    Contestant contestant = opening.open(data);
    double milliseconds = (System.nanoTime() - start) / 1e6;
    contestant.close();
    return milliseconds;
  }

  private static double range(Contestant contestant) {
    double[] milliseconds = new double[9];
    for (int i = 0; i < milliseconds.length; i++) {
      long start = System.nanoTime();
      if (contestant.range("/pods/") < (long) RANGE * VALUE) {
        throw new IllegalStateException("entries are missing");
      }
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds[milliseconds.length / 2];
  }

  private double creates(Contestant contestant, int clients) throws InterruptedException {
    AtomicLong count = new AtomicLong();
    long start = System.nanoTime();
    long end = start + SPAN.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      String prefix = "/%d/%d/".formatted(clients, client);
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int i = 0; System.nanoTime() < end; i++) {
              contestant.create(prefix + i, value);
              count.incrementAndGet();
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return count.get() / ((System.nanoTime() - start) / 1e9);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
