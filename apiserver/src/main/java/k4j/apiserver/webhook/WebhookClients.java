package k4j.apiserver.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import k4j.apiserver.upstream.ClientTls;
import k4j.apiserver.webhook.ClientConfig.Address;
import k4j.apiserver.webhook.ServiceResolver.HostPort;

/// A client for each webhook that somebody has configured, made on first use.
public final class WebhookClients implements AutoCloseable {

  private static final int MOST = 200;
  private static final int HTTPS = 443;

  private final ServiceResolver services;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Map<ClientConfig, WebhookClient> clients = new LinkedHashMap<>(16, 0.75f, true);

  /// @param timer ends calls that take too long
  public WebhookClients(
      ServiceResolver services, InstantSource clock, ScheduledExecutorService timer) {
    this.services = services;
    this.clock = clock;
    this.timer = timer;
  }

  /// @throws WebhookCallException where the configuration is of no use
  public synchronized WebhookClient client(ClientConfig config) throws WebhookCallException {
    WebhookClient known = clients.get(config);
    if (known != null) {
      return known;
    }
    var made = new WebhookClient(upstream(config), clock, timer);
    clients.put(config, made);
    if (clients.size() > MOST) {
      ClientConfig oldest = clients.keySet().iterator().next();
      WebhookClient unused = clients.remove(oldest);
      if (unused != null) {
        unused.close();
      }
    }
    return made;
  }

  private Upstream upstream(ClientConfig config) throws WebhookCallException {
    return switch (config.address()) {
      case Address.Url(String url) -> upstream(url, config.caBundle());
      case Address.Service service -> {
        SSLContext tls = tls(config.caBundle(), service.serverName());
        yield new Upstream(
            service.serverName() + ":" + service.port(),
            service.path(),
            () -> services.resolve(service.namespace(), service.name(), service.port()),
            service.serverName(),
            tls,
            Map.of());
      }
    };
  }

  private static Upstream upstream(String url, String caBundle) throws WebhookCallException {
    if (url.isEmpty()) {
      throw new WebhookCallException("webhook configuration must have either service or URL");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException malformed) {
      throw new WebhookCallException("Unparsable URL: " + malformed.getMessage());
    }
    String host = String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", "");
    var peer = new HostPort(host, uri.getPort() < 0 ? HTTPS : uri.getPort());
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    SSLContext tls = tls(caBundle, host);
    return new Upstream(uri.getRawAuthority(), path, () -> peer, host, tls, Map.of());
  }

  private static SSLContext tls(String caBundle, String serverName) throws WebhookCallException {
    try {
      return ClientTls.context(caBundle, serverName);
    } catch (CertificateException unreadable) {
      throw new WebhookCallException(
          "unable to load root certificates: unable to parse bytes as PEM block", unreadable);
    }
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(WebhookClient::close);
    clients.clear();
  }
}
