package k4j.kubelet;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.AnyServer;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.event.EventRecorder;
import k4j.client.event.EventSource;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.runtime.RuntimeConfig;
import k4j.kubelet.admission.PodAdmission;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.config.StaticPod;
import k4j.kubelet.container.PodDns;
import k4j.kubelet.log.LogRotation;
import k4j.kubelet.node.MirrorPods;
import k4j.kubelet.node.NodeAgent;
import k4j.kubelet.node.NodeLease;
import k4j.kubelet.node.NodeObjects;
import k4j.kubelet.node.StaticPods;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.Pods;
import k4j.kubelet.probe.HttpCall;
import k4j.kubelet.probe.Prober;
import k4j.kubelet.server.Access;
import k4j.kubelet.server.KubeletServer;
import k4j.kubelet.server.NodeCpu;
import k4j.kubelet.server.PodEndpoints;
import k4j.kubelet.server.ServedNode;
import k4j.kubelet.status.StatusWriter;
import k4j.kubelet.volume.Tokens;
import k4j.kubelet.worker.Assembly;
import k4j.kubelet.worker.NodeFacts;
import k4j.kubelet.worker.PodWorkers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kubelet of one node: registers it, runs the pods that are bound to it, and serves its API.
/// Closing it leaves the pods running; the next kubelet on the same paths takes them over.
public final class Kubelet implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);

  private final KubeletSettings settings;
  private final Services services;
  private final Host host;
  private final NodeCpu cpu = new NodeCpu();
  private final NodeObjects objects;
  private final EventRecorder recorder;
  private final PodSource pods;
  private final StatusWriter writer;
  private final NodeAgent agent;
  private final NodeLease lease;
  private final MirrorPods mirrors;
  private final PodWorkers workers;
  private final @Nullable KubeletServer server;
  private final LogRotation rotation;
  private RuntimeService.@Nullable Subscription events;

  /// What a kubelet works with.
  ///
  /// @param tls of its API: its own certificate, and whom it trusts to sign clients'
  public record Services(
      Client client,
      RuntimeService runtime,
      ImageService images,
      Surroundings surroundings,
      Supplier<SSLContext> tls,
      Access access) {}

  public Kubelet(KubeletSettings settings, Services services) {
    this(settings, services, http());
  }

  private Kubelet(KubeletSettings settings, Services services, HttpCall http) {
    this(settings, services, new OwnHost(settings, services, http), http);
  }

  /// A kubelet on a host that it may share.
  public Kubelet(KubeletSettings settings, Services services, Host host) {
    this(settings, services, host, http());
  }

  private Kubelet(KubeletSettings settings, Services services, Host host, HttpCall http) {
    this.settings = settings;
    this.services = services;
    this.host = host;
    Surroundings surroundings = services.surroundings();
    Client client = services.client();
    recorder =
        new EventRecorder(client, surroundings, new EventSource("kubelet", settings.nodeName()));
    pods = host.pods();
    objects = new NodeObjects(settings, host.machine(), services.runtime().version());
    writer = new StatusWriter(client, surroundings, this::pod);
    agent =
        new NodeAgent(
            settings.nodeName(),
            client,
            new NodeAgent.Cri(services.runtime(), services.images()),
            objects,
            recorder,
            surroundings,
            settings.podCidr(),
            this::port,
            host::availableMemory);
    lease = new NodeLease(settings.nodeName(), client, surroundings, agent::node);
    mirrors = new MirrorPods(client, agent, surroundings, this::pod);
    workers = workers(http);
    rotation = new LogRotation(services.runtime(), surroundings);
    server =
        host.serves()
            ? new KubeletServer(
                settings.bindAddress(),
                settings.port(),
                services.tls().get(),
                _ -> Optional.of(served()))
            : null;
  }

  private static HttpCall http() {
    return new HttpCall(() -> AnyServer.context().getSocketFactory());
  }

  /// What an API of this kubelet works with.
  public ServedNode served() {
    return new ServedNode(
        settings.nodeName(),
        services.access(),
        new PodEndpoints(
            workers,
            services.runtime(),
            writer,
            services.surroundings(),
            host::openLog,
            host::usage,
            cpu));
  }

  private PodWorkers workers(HttpCall http) {
    Surroundings surroundings = services.surroundings();
    Tokens tokens = new Tokens(services.client(), surroundings.clock());
    PodEvents podEvents = new PodEvents(recorder);
    NodeFacts facts =
        new NodeFacts(
            settings.nodeName(),
            settings.addresses(),
            objects.allocatable(),
            host.machine().memoryBytes());
    return Assembly.workers(
        new Assembly.Inputs(
            settings,
            services.client(),
            services.runtime(),
            services.images(),
            surroundings,
            podEvents,
            facts,
            new PodDns(settings.clusterDns(), settings.clusterDomain(), host.dns()),
            host.config(),
            tokens,
            host.volumes(tokens),
            http,
            new Prober(host.probes(), podEvents, surroundings, this::wake),
            writer,
            new PodAdmission(this::admissionNode, this::newestNode),
            () -> services(host.services()),
            this::pod));
  }

  /// Something that the pod depends on changed.
  public void wake(String podUid) {
    workers.wake(podUid);
  }

  private JsonObject admissionNode() {
    JsonObject node = agent.node();
    return node.isEmpty()
        ? objects.node(JsonObject.EMPTY.with("allocatable", objects.allocatable()))
        : node;
  }

  private JsonObject newestNode() {
    try {
      return services
          .client()
          .on(Pods.NODE)
          .find(settings.nodeName())
          .map(Unstructured::json)
          .orElseGet(this::admissionNode);
    } catch (StatusException e) {
      LOG.atDebug().setCause(e).log("The node is judged by what is known of it");
      return admissionNode();
    }
  }

  private static List<JsonObject> services(Informer<Unstructured> informer) {
    return informer.awaitSync()
        ? informer.list().stream().map(Unstructured::json).toList()
        : List.of();
  }

  private Optional<JsonObject> pod(PodName name) {
    return pods.get(name.namespace(), name.name()).map(Unstructured::json);
  }

  /// The port that the API listens on.
  public int port() {
    return server == null ? host.port() : server.port();
  }

  /// Begins; returns when the API listens and the watches run.
  public void start() {
    if (!settings.podCidr().isEmpty()) {
      services.runtime().updateRuntimeConfig(new RuntimeConfig(settings.podCidr()));
    }
    if (server != null) {
      server.start();
    }
    agent.start();
    lease.start();
    events = services.runtime().containerEvents(new Events());
    for (StaticPod each : settings.staticPods()) {
      JsonObject pod =
          StaticPods.pod(each, settings.nodeName(), services.surroundings().clock().instant());
      mirrors.add(pod);
      workers.update(pod);
    }
    pods.handle(new PodHandler());
    host.start(this::wake);
    mirrors.start();
    if (host.serves()) {
      rotation.start();
    }
    Thread.ofVirtual().name("kubelet-orphans").start(this::removeOrphans);
  }

  private void removeOrphans() {
    if (pods.awaitSync()) {
      workers.removeOrphans();
    }
  }

  private final class Events implements ContainerEventListener {

    @Override
    public void event(ContainerEvent event) {
      workers.wake(event.podUid());
    }

    @Override
    public void lost() {
      workers.wakeAll();
    }
  }

  private final class PodHandler implements Handler<Unstructured> {

    @Override
    public void added(Unstructured pod) {
      if (PodSpecs.isMirror(pod.json())) {
        mirrorChanged(pod.json());
      } else {
        workers.update(pod.json());
      }
    }

    @Override
    public void updated(Unstructured old, Unstructured pod) {
      added(pod);
    }

    @Override
    public void deleted(Unstructured last) {
      if (PodSpecs.isMirror(last.json())) {
        mirrorChanged(last.json());
      } else {
        workers.removed(last.json());
      }
    }

    private void mirrorChanged(JsonObject mirror) {
      PodName name = PodName.of(mirror);
      mirrors.changed(name);
      mirrors.of(name).ifPresent(pod -> writer.reconcile(PodName.of(pod).uid()));
    }
  }

  /// Stops looking after the node; its pods run on.
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (events != null) {
      events.close();
    }
    rotation.close();
    workers.close();
    mirrors.close();
    lease.close();
    agent.close();
    host.close();
    writer.close();
    recorder.close();
  }
}
