package k4j.network.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;

/// kube-proxy: forwards what is sent to a service to the pods behind it, in this process (the
/// `userspace` way; nothing has to be installed).
public final class KubeProxy implements AutoCloseable {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  private final Informers informers;
  private final Informer<Service> services;
  private final Index<EndpointSlice> slices;
  private final ControllerLoop<String> loop;
  private final Forwarders forwarders;
  private final ProxyNode node;
  private final Set<String> elsewhere;

  /// @param elsewhere keys of services that another server answers for, such as the cluster DNS
  public KubeProxy(
      Client client, Surroundings surroundings, ProxyNode node, Set<String> elsewhere) {
    this.node = node;
    this.elsewhere = Set.copyOf(elsewhere);
    informers = new Informers(client, surroundings);
    forwarders = new Forwarders(surroundings.clock());
    var queue = new WorkQueue<String>(surroundings.clock(), surroundings.timer(), BackOff.PER_ITEM);
    services = informers.of(Kinds.SERVICES);
    Informer<EndpointSlice> all = informers.of(Kinds.ENDPOINT_SLICES);
    slices = all.index("service", slice -> List.of(serviceOf(slice)));
    services.handle(Handler.each(service -> queue.add(service.key())));
    all.handle(Handler.each(slice -> queue.add(serviceOf(slice))));
    loop = new ControllerLoop<>("kube-proxy", List.of(services, all), queue, this::reconcile);
  }

  public void start() {
    informers.start();
    loop.start(1);
  }

  private static String serviceOf(EndpointSlice slice) {
    return slice.namespace() + "/" + slice.metadata().labels().getOrDefault(SERVICE_NAME, "");
  }

  private Outcome reconcile(String key) {
    if (elsewhere.contains(key)) {
      return Outcome.DONE;
    }
    Optional<Service> service = services.get(key);
    var plan = service.map(each -> ServicePlan.of(each, slices.get(key), node)).orElseGet(Map::of);
    return forwarders.apply(key, plan) ? Outcome.DONE : Outcome.after(BETWEEN_TRIES);
  }

  @Override
  public void close() {
    loop.close();
    informers.close();
    forwarders.close();
  }
}
