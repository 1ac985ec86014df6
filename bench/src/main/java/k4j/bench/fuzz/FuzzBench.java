package k4j.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import k4j.api.meta.SystemEdge;

/// Sends random requests and tells what was answered wrongly: anything but a success or a 4xx with
/// a proper Status, an answer without an end, an object that cannot be read any more, something
/// that stays behind when all clients have gone.
///
/// Arguments: how many (1,000,000), the seed (1), clients (4).
@SystemEdge
public final class FuzzBench {

  private FuzzBench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    int clients = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
    Path folder = Files.createTempDirectory("k4j-fuzz-");
    long start = System.nanoTime();
    try (Target target = new Target(folder)) {
      var fuzz = new Fuzz(target, seed);
      fuzz.run(clients, () -> fuzz.sent() < count / 4);
      Footprint early = Footprint.of(target);
      fuzz.run(clients, () -> fuzz.sent() < count);
      List<String> unreadable = Census.complaints(target);
      System.out.printf(
          "%d requests with seed %d in %.0f s%n",
          fuzz.sent(), seed, (System.nanoTime() - start) / 1e9);
      System.out.println("after a quarter: " + early);
      System.out.println("at the end:      " + Footprint.of(target));
      System.out.println("statuses: " + fuzz.statuses());
      fuzz.findings().forEach(each -> System.out.println("FINDING " + each));
      unreadable.forEach(each -> System.out.println("UNREADABLE " + each));
      System.out.println(fuzz.findings().size() + unreadable.size() + " findings");
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
