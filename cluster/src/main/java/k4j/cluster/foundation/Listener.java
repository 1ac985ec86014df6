package k4j.cluster.foundation;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import k4j.apiserver.ApiServer;
import k4j.apiserver.http.HttpSettings;
import k4j.apiserver.http.HttpsServer;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.table.KindTables;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.cluster.ClusterConfig;
import k4j.cluster.access.Security;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.Identity;
import k4j.cluster.certificates.TlsContexts;
import org.jspecify.annotations.Nullable;

/// Listens for clients of the API server from when its port is first asked for.
public final class Listener {

  private final ClusterConfig config;
  private final ClusterCertificates certificates;
  private final Security security;
  private final ApiServer apiServer;
  private final NodeConnector connector;
  private final InstantSource clock;
  private final Consumer<AutoCloseable> parts;
  private @Nullable HttpsServer server;

  public Listener(
      ClusterConfig config,
      ClusterCertificates certificates,
      Security security,
      ApiServer apiServer,
      NodeConnector connector,
      InstantSource clock,
      Consumer<AutoCloseable> parts) {
    this.config = config;
    this.certificates = certificates;
    this.security = security;
    this.apiServer = apiServer;
    this.connector = connector;
    this.clock = clock;
    this.parts = parts;
  }

  public synchronized int port() {
    HttpsServer listening = server;
    if (listening == null) {
      listening =
          new HttpsServer(
                  settings(),
                  security.authenticators(),
                  apiServer,
                  new Shaper(new KindTables(clock)),
                  connector)
              .start();
      parts.accept(listening);
      server = listening;
    }
    return listening.port();
  }

  private HttpSettings settings() {
    Identity identity = certificates.apiServer(serverNames());
    return new HttpSettings(
        config.hosts(),
        config.apiserverPort(),
        TlsContexts.server(
            () -> identity,
            List.of(
                certificates.authority().certificate(),
                certificates.frontProxyAuthority().certificate())));
  }

  private List<String> serverNames() {
    return List.of(config.address(), config.kubernetesServiceAddress(), config.nodeName());
  }
}
