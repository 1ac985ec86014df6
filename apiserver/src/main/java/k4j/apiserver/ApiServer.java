package k4j.apiserver;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.transport.Transport;
import k4j.apiserver.audit.AuditFilter;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.delete.CollectionDeleter;
import k4j.apiserver.delete.Deleter;
import k4j.apiserver.discovery.VersionEndpoint;
import k4j.apiserver.dispatch.Dispatcher;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.dispatch.Verbs;
import k4j.apiserver.expiry.EventExpiry;
import k4j.apiserver.extension.Extensions;
import k4j.apiserver.extension.LiveCatalog;
import k4j.apiserver.extension.conversion.WebhookConverters;
import k4j.apiserver.flowcontrol.DanglingConditions;
import k4j.apiserver.flowcontrol.FlowControlFilter;
import k4j.apiserver.health.ComponentStatuses;
import k4j.apiserver.health.HealthCheck;
import k4j.apiserver.health.HealthCheck.Scope;
import k4j.apiserver.health.HealthEndpoint;
import k4j.apiserver.list.Lister;
import k4j.apiserver.metrics.AccessMetrics;
import k4j.apiserver.metrics.AdmissionMetrics;
import k4j.apiserver.metrics.ApiServiceMetrics;
import k4j.apiserver.metrics.BuildInfo;
import k4j.apiserver.metrics.FeatureMetrics;
import k4j.apiserver.metrics.MetricSource;
import k4j.apiserver.metrics.MetricsEndpoint;
import k4j.apiserver.metrics.ProcessMetrics;
import k4j.apiserver.metrics.RequestMetrics;
import k4j.apiserver.metrics.StorageMetrics;
import k4j.apiserver.negotiation.Negotiator;
import k4j.apiserver.patch.Patcher;
import k4j.apiserver.proxy.PodConnectHandler;
import k4j.apiserver.proxy.ProxyHandler;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.StoreReader;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.request.Filters;
import k4j.apiserver.request.Handler;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.subresource.BindingHandler;
import k4j.apiserver.subresource.Budgets;
import k4j.apiserver.subresource.EvictionHandler;
import k4j.apiserver.subresource.OldBindings;
import k4j.apiserver.subresource.ScaleHandler;
import k4j.apiserver.subresource.Subresources;
import k4j.apiserver.transport.InProcessTransport;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.watch.Watcher;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.WebhookClients;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Amender;
import k4j.apiserver.write.Creator;
import k4j.apiserver.write.Identities;
import k4j.apiserver.write.Replacer;
import k4j.apiserver.write.Updater;

/// The API server without its sockets: the pipeline that every request passes, from filters to the
/// store.
public final class ApiServer implements AutoCloseable {

  private static final Set<String> COUNTED_PATHS =
      Set.of("/healthz", "/livez", "/readyz", "/metrics", "/version", "/api", "/apis");

  private volatile boolean closed;
  private final Negotiator negotiator = new Negotiator();
  private final AccessMetrics accessMetrics = new AccessMetrics();
  private final InstantSource clock;
  private final NodeConnector connector;
  private final Handler pipeline;
  private final Reader reader;
  private final Catalog catalog;
  private final Identities identities;
  private final EventExpiry expiry;
  private final Extensions extensions;

  public ApiServer(ApiServerConfig config) {
    clock = config.clock();
    connector = config.options().connector();
    var committer = new Committer(config.store(), config.encryption());
    LiveCatalog live = config.catalog();
    var builtins = new ResourceTable(live.builtin(), config.strategies(), _ -> Optional.empty());
    identities = new Identities(config.clock(), config.random());
    var clients =
        new WebhookClients(
            new EndpointResolver(new StoreReader(committer, builtins), config.random()),
            config.clock(),
            config.scheduler());
    extensions =
        new Extensions(
            live,
            committer,
            config.clock(),
            builtins::find,
            new WebhookConverters(clients, identities::uid));
    var resources = new ResourceTable(live, config.strategies(), extensions::find);
    reader = new StoreReader(committer, resources);
    var admissionMetrics = new AdmissionMetrics();
    Authorizer authorizer = config.authorizer().apply(reader);
    var admission =
        new AdmissionChain(config.plugins().apply(reader), admissionMetrics, config.clock());
    Function<Resource, WriteHook> hooks = extensions.hooks(config.hooks().apply(reader));
    catalog = live;
    var creator = new Creator(committer, admission, hooks, identities, config.clock());
    var updater = new Updater(committer, admission, hooks, creator, authorizer, config.clock());
    var deleter = new Deleter(committer, admission, hooks, config.clock());
    var verbs =
        new Verbs(
            new Lister(config.store()),
            new Watcher(config.store(), config.clock(), config.random()),
            creator,
            new Replacer(updater),
            new Patcher(updater),
            new Verbs.Deleters(deleter, new CollectionDeleter(committer, deleter)));
    var amender = new Amender(committer);
    var binding = new BindingHandler(amender, admission, config.clock());
    var budgets = new Budgets(resources, amender, config.clock());
    Map<String, SubresourceHandler> subresources =
        new HashMap<>(
            Subresources.list(
                binding,
                new ScaleHandler(reader, updater, config.catalog()),
                new EvictionHandler(reader, budgets, amender, deleter, admission, config.clock()),
                new PodConnectHandler(reader, admission, authorizer),
                new ProxyHandler(reader, admission, config.random())));
    subresources.putAll(config.subresources().apply(reader));
    List<Endpoint> endpoints = new ArrayList<>(config.endpoints().apply(reader));
    endpoints.add(new OldBindings(resources, binding));
    FlowControlFilter flowControl = flowControl(config, resources);
    var requestMetrics = new RequestMetrics(config.clock(), info -> isKnown(resources, info));
    endpoints.addAll(
        observers(
            config,
            resources,
            List.of(requestMetrics, flowControl.metrics(), accessMetrics, admissionMetrics)));
    var dispatcher = new Dispatcher(endpoints, resources, verbs, subresources, negotiator);
    expiry = new EventExpiry(committer, resources, config.clock(), config.scheduler());
    extensions.start();
    pipeline = pipeline(config, authorizer, flowControl, requestMetrics, dispatcher);
  }

  private Handler pipeline(
      ApiServerConfig config,
      Authorizer authorizer,
      FlowControlFilter flowControl,
      RequestMetrics requestMetrics,
      Handler last) {
    return Filters.chain(
        Filters.list(
            audit(config),
            authorizer,
            Filters.authorization(authorizer, accessMetrics, config.clock()),
            flowControl,
            requestMetrics),
        last);
  }

  private Optional<AuditFilter> audit(ApiServerConfig config) {
    return config
        .options()
        .audit()
        .map(audit ->
            new AuditFilter(audit.policy(), audit.backend(), config.clock(), identities::uid));
  }

  private FlowControlFilter flowControl(ApiServerConfig config, ResourceTable resources) {
    var conditions =
        new DanglingConditions(
            () -> transport(User.of("system:apiserver", User.MASTERS), "kube-apiserver"),
            config.clock(),
            config.scheduler());
    return new FlowControlFilter(
        reader,
        resources,
        config.store(),
        config.clock(),
        conditions,
        new FlowControlFilter.Seats(config.options().requests(), config.scheduler()));
  }

  /// Health and metrics; a cluster's own endpoints come before these.
  private List<Endpoint> observers(
      ApiServerConfig config, ResourceTable resources, List<MetricSource> metrics) {
    BooleanSupplier store = () -> config.store().revision() > 0;
    var checks =
        new ArrayList<HealthCheck>(
            List.of(
                HealthCheck.of("ping", () -> true),
                HealthCheck.of("log", () -> true),
                HealthCheck.of("etcd", store),
                new HealthCheck("etcd-readiness", Scope.READINESS, store),
                new HealthCheck("informer-sync", Scope.READINESS, store)));
    checks.addAll(config.encryption().health());
    checks.addAll(config.options().checks().apply(reader));
    checks.add(new HealthCheck("shutdown", Scope.READINESS, () -> !closed));
    var health = new HealthEndpoint(checks);
    var all = new ArrayList<MetricSource>(metrics);
    all.add(new StorageMetrics(resources, config.store()));
    all.add(new ApiServiceMetrics(reader));
    all.add(new FeatureMetrics(config.options().features()));
    all.add(new BuildInfo(VersionEndpoint.GIT_VERSION));
    all.add(new ProcessMetrics());
    return List.of(
        health,
        new ComponentStatuses(config.catalog(), Map.of("etcd-0", store)),
        new MetricsEndpoint(all, List.of(health)));
  }

  /// Names that clients make up are not counted.
  private static boolean isKnown(ResourceTable resources, RequestInfo info) {
    return info.isResource()
        ? resources.find(info.resourceName()).isPresent()
        : COUNTED_PATHS.contains(info.path());
  }

  /// What answers a request whose user is known.
  public Handler pipeline() {
    return pipeline;
  }

  /// What finds the form in which a client wants its answer.
  public Negotiator negotiator() {
    return negotiator;
  }

  /// What counts those who are let in.
  public AccessMetrics accessMetrics() {
    return accessMetrics;
  }

  /// What the server goes by.
  public InstantSource clock() {
    return clock;
  }

  /// Every kind that the server knows.
  public Catalog catalog() {
    return catalog;
  }

  /// A UUID that nothing else has.
  public String newId() {
    return identities.uid();
  }

  /// Reads the newest state without the checks of a request.
  public Reader reader() {
    return reader;
  }

  /// The way to this server for a component in the same process.
  ///
  /// @param userAgent the component's name, which owns the fields that it writes
  public Transport transport(User user, String userAgent) {
    return new InProcessTransport(pipeline, user, userAgent, connector);
  }

  /// As above; the fields belong to the last part of the user's name.
  public Transport transport(User user) {
    return transport(user, user.name().substring(user.name().lastIndexOf(':') + 1));
  }

  /// Ends what is done from time to time; the store is its owner's to close.
  @Override
  public void close() {
    closed = true;
    extensions.close();
    expiry.close();
  }
}
