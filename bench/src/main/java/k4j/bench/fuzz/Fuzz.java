package k4j.bench.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import k4j.api.meta.SystemEdge;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;

/// Random requests against one server, some at once; each is known by the seed and its number.
@SystemEdge
final class Fuzz {

  private static final int FINDINGS = 200;

  private final Target target;
  private final long seed;
  private final Shots shots;
  private final Verdict verdict;
  private final AtomicLong next = new AtomicLong();
  private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
  private final Map<String, String> findings = new ConcurrentHashMap<>();

  /// Makes what the requests are about.
  Fuzz(Target target, long seed) throws IOException {
    this.target = target;
    this.seed = seed;
    Catalog catalog = new BuiltinCatalog();
    var setup = new Setup();
    try (Wire wire = target.connect()) {
      setup.create(wire, catalog);
    }
    shots = new Shots(catalog, setup.resources(catalog));
    verdict = new Verdict(new ProtobufCodec(catalog));
  }

  /// Sends requests from as many clients as given, while the condition holds.
  void run(int clients, BooleanSupplier more) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofPlatform().name("fuzz-" + i).start(() -> client(more)));
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  private void client(BooleanSupplier more) {
    try (Wire wire = target.connect()) {
      while (more.getAsBoolean() && findings.size() < FINDINGS) {
        one(wire, next.getAndIncrement());
      }
    } catch (IOException e) {
      findings.put("close", e.toString());
    }
  }

  /// Sends one again, to look into a finding.
  void one(Wire wire, long number) {
    Shot shot = shots.shot(seed * 1_000_000_007L + number);
    Shot before = wire.last();
    String said;
    try {
      Reply reply = wire.send(shot);
      statuses.computeIfAbsent(reply.status(), _ -> new LongAdder()).increment();
      Optional<String> complaint = verdict.complaint(shot, reply);
      if (complaint.isEmpty()) {
        return;
      }
      said = complaint.get();
    } catch (IOException e) {
      said = e.toString();
    }
    String kind = said.replaceAll("\"[^\"]*\"|\\d+", "*");
    findings.putIfAbsent(
        kind.substring(0, Math.min(kind.length(), 160)),
        number + ": " + said + "\n  " + shot + "\nafter " + before);
  }

  long sent() {
    return next.get();
  }

  /// How many answers had each status.
  Map<Integer, Long> statuses() {
    var counts = new TreeMap<Integer, Long>();
    statuses.forEach((status, count) -> counts.put(status, count.sum()));
    return Collections.unmodifiableMap(counts);
  }

  /// One example of each kind.
  List<String> findings() {
    return List.copyOf(findings.values());
  }
}
