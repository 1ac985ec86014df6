package k4j.apiserver.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import k4j.api.json.JsonObject;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.upstream.ClientKeys;
import k4j.apiserver.upstream.ClientTls;
import k4j.apiserver.webhook.ServiceResolver.HostPort;

/// The server that the current context of a kubeconfig names: where webhooks of authentication and
/// authorization listen.
public final class KubeconfigUpstream {

  private static final int HTTPS = 443;

  private KubeconfigUpstream() {}

  /// @throws ConfigurationException where the file is of no use
  public static Upstream read(Path file) {
    JsonObject config = ConfigFile.read(file);
    JsonObject context = named(config, "contexts", config.string("current-context"), "context");
    JsonObject cluster = named(config, "clusters", context.string("cluster"), "cluster");
    JsonObject user = named(config, "users", context.string("user"), "user");
    Path self = file.toAbsolutePath();
    URI server = URI.create(cluster.string("server"));
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new ConfigurationException(
          file + ": the server of the cluster must be a URL that begins with https://");
    }
    String host = server.getHost().replaceAll("[\\[\\]]", "");
    var peer = new HostPort(host, server.getPort() < 0 ? HTTPS : server.getPort());
    try {
      KeyManager[] keys =
          ClientKeys.of(pem(user, "client-certificate", self), pem(user, "client-key", self));
      var tls = ClientTls.context(bundle(cluster, self), name(cluster, host), keys);
      return new Upstream(
          server.getRawAuthority(),
          server.getRawPath(),
          () -> peer,
          name(cluster, host),
          tls,
          headers(user, self));
    } catch (CertificateException e) {
      throw new ConfigurationException(file + ": " + e.getMessage(), e);
    }
  }

  private static String name(JsonObject cluster, String host) {
    String given = cluster.string("tls-server-name");
    return given.isEmpty() ? host : given;
  }

  private static JsonObject named(JsonObject config, String list, String name, String field) {
    return config.array(list).objects().stream()
        .filter(each -> each.string("name").equals(name))
        .map(each -> each.object(field))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  private static String bundle(JsonObject cluster, Path self) {
    String pem = pem(cluster, "certificate-authority", self);
    return pem.isEmpty() ? "" : Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
  }

  /// A field whose text stands in the kubeconfig, or in another file.
  private static String pem(JsonObject object, String field, Path self) {
    String data = object.string(field + "-data");
    if (!data.isEmpty()) {
      return new String(Base64.getMimeDecoder().decode(data), UTF_8);
    }
    return object.string(field).isEmpty() ? "" : text(self.resolveSibling(object.string(field)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> headers(JsonObject user, Path self) {
    Map<String, String> headers = new LinkedHashMap<>();
    String token = user.string("token");
    if (token.isEmpty() && user.has("tokenFile")) {
      token = text(self.resolveSibling(user.string("tokenFile"))).strip();
    }
    if (!token.isEmpty()) {
      headers.put("Authorization", "Bearer " + token);
    } else if (user.has("username")) {
      String both = user.string("username") + ":" + user.string("password");
      String encoded = Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
      headers.put("Authorization", "Basic " + encoded);
    }
    return headers;
  }
}
