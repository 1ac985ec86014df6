package k4j.apiserver.script;

import java.util.SplittableRandom;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.Transport;
import k4j.apiserver.Api;
import k4j.apiserver.admission.AdmissionParts;
import k4j.apiserver.admission.AdmissionPlugins;
import k4j.apiserver.admission.webhook.WebhookCaller;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.bootstrap.Bootstrap;
import k4j.apiserver.bootstrap.ClusterFacts;
import k4j.apiserver.bootstrap.DefaultRoles;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.service.AddressRecords;
import k4j.apiserver.service.ClusterIpRange;
import k4j.apiserver.service.ServiceAllocator;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.WebhookClients;
import k4j.testing.MovableClock;

/// A server with all admission plugins and all default objects, asked by an administrator.
final class WholeServer implements AutoCloseable {

  private static final String SERVICES = "10.96.0.0/16";

  private final MovableClock clock = new MovableClock();
  final Api api =
      new Api(builder ->
          builder
              .authorizer(reader ->
                  AuthorizerChain.of(reader, new RbacRoles(reader), DefaultRoles.nodeRules()))
              .hooks(
                  ServiceAllocator.hooks(
                      ClusterIpRange.of(SERVICES), new SplittableRandom(3), AddressRecords.NONE))
              .plugins(reader -> AdmissionPlugins.list(parts(reader))));

  WholeServer() {
    var facts =
        new ClusterFacts("authority", "front-proxy", "10.0.0.1", 6443, "10.96.0.1", SERVICES);
    var bootstrap = new Bootstrap(api.server.reader(), api.transport, facts);
    bootstrap.ensureEssential();
    bootstrap.ensureRemaining();
  }

  private AdmissionParts parts(Reader reader) {
    var roles = new RbacRoles(reader);
    Authorizer authorizer = AuthorizerChain.of(reader, roles, DefaultRoles.nodeRules());
    var random = new SplittableRandom(2);
    var clients = new WebhookClients(new EndpointResolver(reader, random), clock, clock);
    return new AdmissionParts(
        reader,
        new BuiltinCatalog(),
        authorizer,
        roles,
        this::transport,
        new WebhookCaller(clients, new BuiltinCatalog(), () -> ""),
        clock,
        clock,
        random,
        () -> {});
  }

  private Transport transport() {
    if (api == null) {
      throw StatusException.internal("the server is not there yet");
    }
    return api.transport;
  }

  @Override
  public void close() {
    api.server.close();
  }
}
