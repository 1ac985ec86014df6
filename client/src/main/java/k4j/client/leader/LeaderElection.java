package k4j.client.leader;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.queue.BackOff;
import k4j.client.queue.Pause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A candidate for a Lease: calls `lead` while it holds it and `stop` when it no longer does.
public final class LeaderElection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final Kind<Unstructured> LEASES =
      Unstructured.kind(new ResourceName("coordination.k8s.io", "v1", "leases"), "Lease", true);

  /// How long a Lease holds, how long a leader tries to renew before it gives up, and how often.
  public record Timing(Duration lease, Duration renewDeadline, Duration retry) {
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
  }

  /// Which Lease, and who asks for it.
  public record Candidate(String namespace, String lease, String identity) {}

  private final Client client;
  private final Surroundings surroundings;
  private final Candidate candidate;
  private final Timing timing;
  private final Runnable lead;
  private final Runnable stop;
  private @Nullable Thread thread;

  private @Nullable LeaseRecord seen;
  private Instant since = Instant.EPOCH;
  private volatile boolean leading;

  public LeaderElection(
      Client client,
      Surroundings surroundings,
      Candidate candidate,
      Timing timing,
      Runnable lead,
      Runnable stop) {
    this.client = client;
    this.surroundings = surroundings;
    this.candidate = candidate;
    this.timing = timing;
    this.lead = lead;
    this.stop = stop;
  }

  public void start() {
    thread = Thread.ofVirtual().name("leader-election-" + candidate.lease()).start(this::run);
  }

  public boolean isLeading() {
    return leading;
  }

  private void run() {
    Instant renewed = Instant.EPOCH;
    boolean going = true;
    while (going) {
      Instant now = surroundings.clock().instant().truncatedTo(ChronoUnit.MICROS);
      if (tryOnce(now)) {
        renewed = now;
        begin();
      } else if (leading && lost(renewed, now)) {
        end();
      }
      Duration wait =
          leading ? timing.retry() : BackOff.jittered(timing.retry(), surroundings.random());
      going = Pause.of(wait, surroundings.timer());
    }
  }

  /// Another holds the Lease, or it could not be renewed for too long.
  private boolean lost(Instant renewed, Instant now) {
    boolean taken = seen != null && !seen.holder().equals(candidate.identity());
    return taken || renewed.plus(timing.renewDeadline()).isBefore(now);
  }

  private void begin() {
    if (!leading) {
      leading = true;
      LOG.atInfo()
          .addKeyValue("lease", candidate.lease())
          .addKeyValue("identity", candidate.identity())
          .log("became leader");
      lead.run();
    }
  }

  private void end() {
    leading = false;
    LOG.atWarn().addKeyValue("lease", candidate.lease()).log("stopped leading");
    stop.run();
  }

  private boolean tryOnce(Instant now) {
    var leases = client.in(LEASES, candidate.namespace());
    try {
      Optional<Unstructured> lease = leases.find(candidate.lease());
      if (lease.isEmpty()) {
        LeaseRecord first = LeasePlan.first(candidate.identity(), timing.lease(), now);
        leases.create(new Unstructured(fresh(first)));
        observe(first, now);
        return true;
      }
      LeaseRecord current = LeaseRecord.of(lease.get().json().object("spec"));
      if (!current.equals(seen)) {
        observe(current, now);
      }
      Optional<LeaseRecord> next =
          LeasePlan.next(current, since, candidate.identity(), timing.lease(), now);
      if (next.isEmpty()) {
        return false;
      }
      leases.update(new Unstructured(lease.get().json().with("spec", next.get().json())));
      observe(next.get(), now);
      return true;
    } catch (StatusException e) {
      LOG.atDebug().addKeyValue("error", e.status().message()).log("lease not acquired or renewed");
      return false;
    }
  }

  private void observe(LeaseRecord record, Instant now) {
    seen = record;
    since = now;
  }

  private JsonObject fresh(LeaseRecord record) {
    return JsonObject.builder()
        .put("apiVersion", "coordination.k8s.io/v1")
        .put("kind", "Lease")
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", candidate.lease())
                .put("namespace", candidate.namespace())
                .build())
        .put("spec", record.json())
        .build();
  }

  /// Stops, and lets go of the Lease so that another need not wait for it to expire.
  @Override
  public void close() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    if (leading) {
      end();
      release();
    }
  }

  private void release() {
    var leases = client.in(LEASES, candidate.namespace());
    try {
      Unstructured lease = leases.get(candidate.lease());
      LeaseRecord current = LeaseRecord.of(lease.json().object("spec"));
      if (current.holder().equals(candidate.identity())) {
        LeaseRecord free = LeasePlan.released(current, surroundings.clock().instant());
        leases.update(new Unstructured(lease.json().with("spec", free.json())));
      }
    } catch (StatusException e) {
      LOG.atDebug().addKeyValue("error", e.status().message()).log("lease not released");
    }
  }
}
