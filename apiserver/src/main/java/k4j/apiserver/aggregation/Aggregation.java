package k4j.apiserver.aggregation;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.schema.Catalog;
import k4j.api.transport.Transport;
import k4j.apiserver.discovery.RemoteDiscovery;
import k4j.apiserver.discovery.ServedGroup;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.webhook.ServiceResolver;
import org.jspecify.annotations.Nullable;

/// The aggregator: this server's own API services, and the way to extension API servers.
public final class Aggregation implements AutoCloseable {

  private final Remotes remotes;
  private final Catalog catalog;
  private final AggregationEndpoint endpoint;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private @Nullable Running running;

  private record Running(
      AvailabilityController availability, ResourceWatch services, ResourceWatch definitions) {}

  /// @param connector opens connections to extension API servers
  public Aggregation(
      Reader reader,
      Catalog catalog,
      ServiceResolver resolver,
      NodeConnector connector,
      InstantSource clock,
      ScheduledExecutorService timer) {
    var services = new ApiServices(reader);
    remotes =
        new Remotes(
            reader, services, new ExtensionClient(connector, resolver), new RemoteDocuments());
    this.catalog = catalog;
    endpoint = new AggregationEndpoint(services, resolver);
    this.clock = clock;
    this.timer = timer;
  }

  /// Answers before all others what is not served here.
  public Endpoint endpoint() {
    return endpoint;
  }

  public RemoteDiscovery discovery() {
    return remotes.documents();
  }

  /// Registers what is built in, and begins to look after the rest.
  ///
  /// @param transport the way to the server itself, as somebody who may do everything
  public synchronized void start(Transport transport) {
    var registration =
        new Registration(remotes.reader(), transport, () -> builtin(ServedGroup.of(catalog)));
    registration.start();
    var availability = new AvailabilityController(remotes, transport, clock, timer);
    var services =
        new ResourceWatch(
            transport, "/apis/apiregistration.k8s.io/v1/apiservices", availability::look, timer);
    var definitions =
        new ResourceWatch(
            transport, Registration.DEFINITIONS, registration::definitionsChanged, timer);
    running = new Running(availability, services, definitions);
    services.start();
    definitions.start();
  }

  /// The aggregator's own group registers no API service.
  private static List<ServedGroup> builtin(List<ServedGroup> groups) {
    return groups.stream()
        .filter(group -> !group.name().equals(ApiService.RESOURCE.group()))
        .toList();
  }

  @Override
  public synchronized void close() {
    Running all = running;
    if (all != null) {
      all.availability().close();
      all.services().close();
      all.definitions().close();
    }
  }
}
