package k4j.network.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;

/// The cluster's DNS (CoreDNS with kubeadm's Corefile): names of services and pods from the API,
/// everything else from the host's own servers.
public final class ClusterDns implements AutoCloseable {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final Informers informers;
  private final List<DnsServer> servers;

  private ClusterDns(Informers informers, List<DnsServer> servers) {
    this.informers = informers;
    this.servers = List.copyOf(servers);
  }

  /// Begins to answer once the names are known.
  ///
  /// @param addresses where it listens, the service's own first
  /// @param resolvConf the host's own list of servers
  public static ClusterDns start(
      Client client,
      Surroundings surroundings,
      ZoneSettings settings,
      List<InetSocketAddress> addresses,
      Path resolvConf) {
    var informers = new Informers(client, surroundings);
    var directory = new InformedDirectory(informers);
    informers.start();
    informers.awaitSync();
    var upstream =
        new CachedUpstream(
            new HostResolvers(
                resolvConf, Set.of(settings.server().getHostAddress()), surroundings.random()),
            surroundings.clock());
    var handlers =
        new DnsHandlers(
            new ClusterZone(settings, directory),
            new ReverseZone(settings, directory),
            upstream,
            surroundings.random());
    var servers = new ArrayList<DnsServer>();
    try {
      for (InetSocketAddress address : addresses) {
        servers.add(DnsServer.start(address, handlers));
      }
      return new ClusterDns(informers, servers);
    } catch (IOException e) {
      servers.forEach(DnsServer::close);
      informers.close();
      throw new UncheckedIOException(e);
    }
  }

  /// The port of the first address.
  public int port() {
    return servers.getFirst().port();
  }

  @Override
  public void close() {
    servers.forEach(DnsServer::close);
    informers.close();
  }

  /// What the informers know.
  private static final class InformedDirectory implements ServiceDirectory {

    private final Informer<Namespace> namespaces;
    private final Informer<Service> services;
    private final Index<Service> byClusterIp;
    private final Index<EndpointSlice> byService;
    private final Index<EndpointSlice> byAddress;

    InformedDirectory(Informers informers) {
      namespaces = informers.of(Kinds.NAMESPACES);
      services = informers.of(Kinds.SERVICES);
      byClusterIp = services.index("clusterIP", service -> List.of(service.spec().clusterIP()));
      Informer<EndpointSlice> slices = informers.of(Kinds.ENDPOINT_SLICES);
      byService = slices.index("service", slice -> List.of(serviceOf(slice)));
      byAddress =
          slices.index(
              "address",
              slice ->
                  slice.endpoints().stream().flatMap(each -> each.addresses().stream()).toList());
    }

    private static String serviceOf(EndpointSlice slice) {
      return slice.namespace() + "/" + slice.metadata().labels().getOrDefault(SERVICE_NAME, "");
    }

    @Override
    public boolean hasNamespace(String namespace) {
      return namespaces.get(namespace).isPresent();
    }

    @Override
    public Optional<Service> service(String namespace, String name) {
      return services.get(namespace, name);
    }

    @Override
    public List<EndpointSlice> slices(String namespace, String service) {
      return byService.get(namespace + "/" + service);
    }

    @Override
    public List<Service> servicesAt(String clusterIp) {
      return byClusterIp.get(clusterIp);
    }

    @Override
    public List<EndpointSlice> slicesAt(String address) {
      return byAddress.get(address);
    }
  }
}
