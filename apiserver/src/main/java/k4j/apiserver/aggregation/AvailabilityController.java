package k4j.apiserver.aggregation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.aggregation.AvailabilityPlan.Finding;
import k4j.apiserver.aggregation.ExtensionClient.Received;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.upstream.GoWords;
import k4j.apiserver.webhook.ServiceResolver.HostPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out again and again whether extension API servers answer, and says so in the status of
/// their API services. Does nothing where there are none.
final class AvailabilityController implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AvailabilityController.class);
  private static final ResourceName SERVICES = new ResourceName("", "v1", "services");
  private static final ResourceName SLICES =
      new ResourceName("discovery.k8s.io", "v1", "endpointslices");
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration RESYNC = Duration.ofSeconds(30);
  private static final String OWNER = "kubernetes.io/service-name";

  private final Reader reader;
  private final ApiServices services;
  private final ExtensionClient client;
  private final RemoteDocuments documents;
  private final Transport transport;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private @Nullable Future<?> next;
  private boolean closed;

  /// What a check was based on.
  private record Seen(
      ApiService.Service service,
      long serviceVersion,
      long sliceVersion,
      Instant at,
      boolean good) {}

  AvailabilityController(
      Remotes remotes, Transport transport, InstantSource clock, ScheduledExecutorService timer) {
    reader = remotes.reader();
    services = remotes.services();
    client = remotes.client();
    documents = remotes.documents();
    this.transport = transport;
    this.clock = clock;
    this.timer = timer;
  }

  /// Looks at every API service that others serve; called whenever one may have changed.
  void look() {
    List<ApiService> all = services.all();
    seen.keySet().removeIf(name -> all.stream().noneMatch(each -> each.name().equals(name)));
    documents.keep(all);
    for (ApiService each : all) {
      if (isDue(each) && busy.add(each.name())) {
        Thread.ofVirtual().name("apiservice-" + each.name()).start(() -> check(each));
      }
    }
    if (!all.isEmpty()) {
      tickLater();
    }
  }

  private synchronized void tickLater() {
    if (next == null && !closed) {
      next = timer.schedule(this::tick, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    synchronized (this) {
      next = null;
      if (closed) {
        return;
      }
    }
    look();
  }

  private boolean isDue(ApiService each) {
    Seen last = seen.get(each.name());
    return last == null
        || !last.good()
        || !last.service().equals(each.service())
        || last.serviceVersion() != reader.version(SERVICES)
        || last.sliceVersion() != reader.version(SLICES)
        || !clock.instant().isBefore(last.at().plus(RESYNC));
  }

  private void check(ApiService each) {
    ApiService.Service service = each.service();
    try {
      if (service == null) {
        return;
      }
      long serviceVersion = reader.version(SERVICES);
      long sliceVersion = reader.version(SLICES);
      Finding finding = finding(each, service);
      seen.put(
          each.name(),
          new Seen(service, serviceVersion, sliceVersion, clock.instant(), finding.good()));
      if (finding.good()) {
        documents.refresh(each, client);
      } else {
        documents.stale(each);
      }
      write(each, finding);
    } catch (StatusException failed) {
      LOG.atDebug().setCause(failed).addKeyValue("apiService", each.name()).log("Not written");
      seen.remove(each.name());
    } finally {
      busy.remove(each.name());
    }
  }

  private Finding finding(ApiService each, ApiService.Service service) {
    List<JsonObject> slices =
        reader.list(SLICES, service.namespace()).stream()
            .filter(slice ->
                slice.object("metadata").object("labels").string(OWNER).equals(service.name()))
            .toList();
    Optional<Finding> obstacle =
        AvailabilityPlan.obstacle(
            service, reader.get(SERVICES, service.namespace(), service.name()), slices);
    return obstacle.orElseGet(() -> ask(each, service));
  }

  private Finding ask(ApiService each, ApiService.Service service) {
    HostPort address;
    try {
      address = client.address(service);
    } catch (StatusException nowhere) {
      return Finding.failed(nowhere.status().message());
    }
    String url = "https://%s%s".formatted(address, each.root());
    try {
      Received received = client.get(service, address, each.root(), "application/json");
      return received.code() >= 200 && received.code() < 300
          ? Finding.PASSED
          : Finding.failed(
              "failing or missing response from %s: bad status from %s: %d"
                  .formatted(url, url, received.code()));
    } catch (IOException broken) {
      return Finding.failed(
          "failing or missing response from %s: Get \"%s\": %s"
              .formatted(url, url, GoWords.of(broken, address.host(), address.port())));
    }
  }

  private void write(ApiService each, Finding finding) {
    Optional<JsonObject> current = reader.get(ApiService.RESOURCE, "", each.name());
    Optional<JsonObject> next =
        current.flatMap(object -> AvailabilityPlan.update(object, finding, clock.instant()));
    if (next.isEmpty()) {
      return;
    }
    String path = "/apis/apiregistration.k8s.io/v1/apiservices/" + each.name() + "/status";
    transport.send(Request.of("PUT", path, Map.of(), next.get()));
    LOG.atInfo()
        .addKeyValue("apiService", each.name())
        .addKeyValue("available", finding.good())
        .addKeyValue("reason", finding.reason())
        .addKeyValue("message", finding.message())
        .log("An extension API server's availability changed");
  }

  @Override
  public synchronized void close() {
    closed = true;
    Future<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
