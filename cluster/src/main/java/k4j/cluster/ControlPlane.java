package k4j.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.transport.Transport;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.ApiServerOptions;
import k4j.apiserver.admission.AdmissionChoice;
import k4j.apiserver.admission.AdmissionParts;
import k4j.apiserver.admission.AdmissionPlugins;
import k4j.apiserver.admission.node.NodeRestriction;
import k4j.apiserver.admission.webhook.WebhookCaller;
import k4j.apiserver.aggregation.Aggregation;
import k4j.apiserver.authentication.User;
import k4j.apiserver.bootstrap.Bootstrap;
import k4j.apiserver.bootstrap.ClusterFacts;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.discovery.DiscoveryEndpoint;
import k4j.apiserver.discovery.VersionEndpoint;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.enablement.RuntimeConfig;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.encryption.kms.KmsEnvelopes;
import k4j.apiserver.extension.LiveCatalog;
import k4j.apiserver.health.StartHooks;
import k4j.apiserver.openapi.OpenApiEndpoint;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.service.AddressObjects;
import k4j.apiserver.service.AddressRepair;
import k4j.apiserver.service.ClusterIpRange;
import k4j.apiserver.service.ServiceAllocator;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.apiserver.token.LegacyTokenTracking;
import k4j.apiserver.token.TokenRequests;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.WebhookClients;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.cluster.access.AccessFlags;
import k4j.cluster.access.AuditFlags;
import k4j.cluster.access.Security;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.Identity;
import k4j.cluster.foundation.Foundation;
import k4j.cluster.foundation.Listener;
import k4j.cluster.foundation.NodeRoutes;
import k4j.cluster.kubeconfig.ClusterAccess;
import k4j.cluster.profile.Profile;
import k4j.controllers.certificates.SigningAuthority;
import k4j.controllers.serviceaccounttoken.SecretTokens;
import k4j.store.Store;

/// Store and API server, with everything that makes them the cluster's own: keys, roles, default
/// objects.
final class ControlPlane {

  private static final String API_SERVER = "system:apiserver";

  private final Profile profile;
  private final ClusterConfig config;
  private final ClusterCertificates certificates;
  private final Catalog builtin;
  private final ApiServer apiServer;
  private final Security security;
  private final NodeRoutes routes;
  private final Listener listener;

  private ControlPlane(
      Profile profile,
      ClusterConfig config,
      ClusterCertificates certificates,
      Catalog builtin,
      ApiServer apiServer,
      Security security,
      NodeRoutes routes,
      Listener listener) {
    this.profile = profile;
    this.config = config;
    this.certificates = certificates;
    this.builtin = builtin;
    this.apiServer = apiServer;
    this.security = security;
    this.routes = routes;
    this.listener = listener;
  }

  static ControlPlane start(
      Profile profile, ClusterConfig config, Surroundings surroundings, Parts parts) {
    return start(profile, Foundation.onDisk(profile, surroundings), config, surroundings, parts);
  }

  static ControlPlane start(
      Profile profile,
      Foundation foundation,
      ClusterConfig config,
      Surroundings surroundings,
      Parts parts) {
    try {
      return begin(profile, foundation, config, surroundings, parts);
    } catch (ConfigurationException e) {
      throw new ClusterFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static ControlPlane begin(
      Profile profile,
      Foundation foundation,
      ClusterConfig config,
      Surroundings surroundings,
      Parts parts) {
    ClusterCertificates certificates = foundation.certificates();
    ServerFlags flags = config.server();
    var access = new AccessFlags(flags.values());
    AdmissionChoice choice = access.admission().withFeatures(flags.features());
    Encryption encryption = access.encryption(surroundings, kmsOutside(surroundings), parts::add);
    Catalog builtin = builtin(flags);
    Catalog catalog = new LiveCatalog(builtin);
    var codec = new StoredObjectCodec(encryption, catalog);
    Store<StoredObject> store = parts.add(foundation.store().apply(codec));
    Supplier<String> ids = new Ids(surroundings.random());
    String server = config.address() + ":" + config.apiserverPort();
    var security = new AtomicReference<Security>();
    var self = new AtomicReference<Transport>();
    var addresses = new AddressObjects(self::get);
    var basis =
        new Security.Basis(
            catalog,
            certificates,
            access,
            "https://" + server,
            surroundings,
            ids,
            self::get,
            parts::add);
    var connector = new NodeRoutes(certificates);
    var aggregation = new AtomicReference<Aggregation>();
    Function<Reader, Aggregation> aggregate =
        reader ->
            aggregation.updateAndGet(known ->
                known != null
                    ? known
                    : parts.add(aggregation(reader, catalog, connector, surroundings)));
    // The parts that read the cluster are made when the server has its reader: once for all of
    // them.
    Function<Reader, Security> secure =
        reader ->
            security.updateAndGet(known -> known != null ? known : Security.of(reader, basis));
    ApiServer apiServer =
        new ApiServerBuilder(
                catalog, surroundings.clock(), surroundings.timer(), surroundings.random())
            .store(store)
            .options(options(flags, surroundings, parts).withConnector(connector))
            .encryption(encryption)
            .hooks(
                ServiceAllocator.hooks(
                    ClusterIpRange.of(config.serviceCidr()), surroundings.random(), addresses))
            .plugins(reader ->
                AdmissionPlugins.list(
                    admission(
                        reader,
                        catalog,
                        secure.apply(reader),
                        self::get,
                        webhooks(reader, catalog, surroundings, parts),
                        surroundings),
                    choice))
            .authorizer(reader -> secure.apply(reader).authorizer())
            .endpoints(
                reader -> endpoints(secure.apply(reader), aggregate.apply(reader), catalog, server))
            .subresources(reader -> subresources(reader, secure.apply(reader), catalog))
            .build();
    Transport own = apiServer.transport(User.of(API_SERVER, User.MASTERS), "kube-apiserver");
    self.set(own);
    Reader reader = apiServer.reader();
    var plane =
        new ControlPlane(
            profile,
            config,
            certificates,
            builtin,
            apiServer,
            secure.apply(reader),
            connector,
            new Listener(
                config,
                certificates,
                secure.apply(reader),
                apiServer,
                connector,
                surroundings.clock(),
                parts::add));
    Bootstrap bootstrap = plane.bootstrap();
    bootstrap.ensureEssential();
    if (foundation.listens()) {
      plane.port();
    }
    Aggregation aggregator = aggregate.apply(reader);
    Thread.ofVirtual()
        .name("bootstrap")
        .start(() -> {
          bootstrap.ensureRemaining();
          aggregator.start(own);
          parts.add(
              new AddressRepair(reader, addresses, surroundings.clock(), surroundings.timer()));
          parts.add(
              LegacyTokenTracking.start(reader, own, surroundings.clock(), surroundings.timer()));
        });
    return plane;
  }

  private static KmsEnvelopes.Outside kmsOutside(Surroundings surroundings) {
    return new KmsEnvelopes.Outside(
        surroundings.clock(),
        surroundings.timer(),
        surroundings.random(),
        new Ids(surroundings.random()),
        Cluster::pause);
  }

  private static ApiServerOptions options(
      ServerFlags flags, Surroundings surroundings, Parts parts) {
    return ApiServerOptions.DEFAULT
        .withAudit(new AuditFlags(flags.values()).audit(surroundings, parts::add))
        .withFeatures(flags.features())
        .withChecks(StartHooks.ofCluster());
  }

  private static Map<String, SubresourceHandler> subresources(
      Reader reader, Security security, Catalog catalog) {
    return Map.of(
        "serviceaccounts/token",
        new TokenRequests(
            security.issuer(),
            Security.tokenRequest(catalog),
            new NodeRestriction(reader, security.authorizer())));
  }

  private static Catalog builtin(ServerFlags flags) {
    return RuntimeConfig.apply(
        new BuiltinCatalog(), flags.get(ServerFlags.RUNTIME_CONFIG), flags.features());
  }

  /// The kinds that are served without any definition.
  Catalog builtin() {
    return builtin;
  }

  /// The port of the API server, which listens from now on.
  int port() {
    return listener.port();
  }

  /// The API server's way to kubelets.
  NodeRoutes routes() {
    return routes;
  }

  private static Aggregation aggregation(
      Reader reader, Catalog catalog, NodeConnector connector, Surroundings surroundings) {
    return new Aggregation(
        reader,
        catalog,
        new EndpointResolver(reader, surroundings.random()),
        connector,
        surroundings.clock(),
        surroundings.timer());
  }

  private static List<Endpoint> endpoints(
      Security security, Aggregation aggregation, Catalog catalog, String server) {
    var all = new ArrayList<Endpoint>();
    all.add(aggregation.endpoint());
    all.addAll(security.endpoints());
    all.add(new DiscoveryEndpoint(catalog, server, aggregation.discovery()));
    all.add(new VersionEndpoint("", "", "linux/amd64"));
    all.add(new OpenApiEndpoint(catalog, VersionEndpoint.GIT_VERSION, aggregation.discovery()));
    return List.copyOf(all);
  }

  private static AdmissionParts admission(
      Reader reader,
      Catalog catalog,
      Security security,
      Supplier<Transport> self,
      WebhookCaller webhooks,
      Surroundings surroundings) {
    return new AdmissionParts(
        reader,
        catalog,
        security.authorizer(),
        security.roles(),
        self,
        webhooks,
        surroundings.clock(),
        surroundings.timer(),
        surroundings.random(),
        Cluster::pause);
  }

  private static WebhookCaller webhooks(
      Reader reader, Catalog catalog, Surroundings surroundings, Parts parts) {
    var clients =
        parts.add(
            new WebhookClients(
                new EndpointResolver(reader, surroundings.random()),
                surroundings.clock(),
                surroundings.timer()));
    return new WebhookCaller(clients, catalog, new Ids(surroundings.random()));
  }

  private Bootstrap bootstrap() {
    return new Bootstrap(
        apiServer.reader(),
        transport(API_SERVER, User.MASTERS),
        new ClusterFacts(
            certificates.authority().certificatePem(),
            certificates.frontProxyAuthority().certificatePem(),
            config.address(),
            config.announcedPort(),
            config.kubernetesServiceAddress(),
            config.serviceCidr()));
  }

  /// The way of a component in this process to the API.
  Transport transport(String user, String... groups) {
    var all = new ArrayList<String>(List.of(groups));
    all.add(User.AUTHENTICATED);
    return apiServer.transport(User.of(user, all.toArray(String[]::new)), agent(user));
  }

  /// A client that acts as a service account of `kube-system`.
  Client serviceAccount(String name) {
    return new Client(
        transport(
            "system:serviceaccount:kube-system:" + name,
            "system:serviceaccounts",
            "system:serviceaccounts:kube-system"));
  }

  private static String agent(String user) {
    if (user.equals(API_SERVER)) {
      return "kube-apiserver";
    }
    String last = user.substring(user.lastIndexOf(':') + 1);
    return user.startsWith("system:node:") ? "kubelet" : last;
  }

  /// A client that may do everything.
  Client administrator() {
    return new Client(transport("kubernetes-admin", User.MASTERS));
  }

  /// What signs the certificates that the cluster gives out.
  SigningAuthority signingAuthority() {
    Identity authority = certificates.authority();
    return new SigningAuthority(authority.certificate(), authority.key());
  }

  /// What signs tokens that live in secrets.
  SecretTokens secretTokens() {
    return security.issuer()::legacyToken;
  }

  ClusterCertificates certificates() {
    return certificates;
  }

  ClusterAccess access() {
    Identity administrator = certificates.administrator();
    return new ClusterAccess(
        profile.name(),
        "https://127.0.0.1:" + port(),
        certificates.authority().certificatePem(),
        administrator.certificatePem(),
        administrator.keyPem());
  }
}
