package k4j.client.https;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;

/// One or several kubeconfig files, of which an earlier one wins: which servers there are and how
/// to speak to them. (client-go, `tools/clientcmd`.)
public final class Kubeconfig {

  private record Source(Path file, JsonObject json) {}

  private record Entry(Path file, JsonObject json) {}

  private final List<Source> sources;
  private final InstantSource clock;

  private Kubeconfig(List<Source> sources, InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.clock = clock;
  }

  /// Files that do not exist are left out.
  public static Kubeconfig read(List<Path> files, InstantSource clock) throws IOException {
    var sources = new ArrayList<Source>();
    for (Path file : files) {
      if (Files.exists(file)
          && YamlReader.parse(Files.readAllBytes(file)) instanceof JsonObject json) {
        sources.add(new Source(file, json));
      }
    }
    return new Kubeconfig(sources, clock);
  }

  public Optional<String> currentContext() {
    return sources.stream()
        .map(source -> source.json().string("current-context"))
        .filter(name -> !name.isEmpty())
        .findFirst();
  }

  /// The namespace that the context is set to.
  public String namespace(String context) {
    String namespace = entry("contexts", "context", context).json().string("namespace");
    return namespace.isEmpty() ? "default" : namespace;
  }

  /// How to reach and convince the server of a context.
  ///
  /// @throws IllegalArgumentException in kubectl's words where it is incomplete
  public ServerAccess access(String context) throws IOException {
    JsonObject chosen = entry("contexts", "context", context).json();
    Entry cluster = entry("clusters", "cluster", chosen.string("cluster"));
    if (!cluster.json().string("tls-server-name").isEmpty()) {
      throw new IllegalArgumentException("tls-server-name is not supported");
    }
    var access =
        new ServerAccess(
            URI.create(cluster.json().string("server")),
            text(cluster, "certificate-authority"),
            !cluster.json().bool("insecure-skip-tls-verify"),
            Optional.empty(),
            Optional.empty());
    String user = chosen.string("user");
    return user.isEmpty() ? access : withUser(access, entry("users", "user", user));
  }

  private ServerAccess withUser(ServerAccess access, Entry user) throws IOException {
    if (user.json().has("exec") || user.json().has("auth-provider")) {
      throw new IllegalArgumentException("credential plugins are not supported");
    }
    Optional<String> certificate = text(user, "client-certificate");
    Optional<String> key = text(user, "client-key");
    ServerAccess known =
        certificate.isPresent() && key.isPresent()
            ? access.withCertificate(certificate.get(), key.get())
            : access;
    String token = user.json().string("token");
    String tokenFile = user.json().string("tokenFile");
    if (!token.isEmpty()) {
      return known.withToken(TokenSource.fixed(token));
    }
    return tokenFile.isEmpty()
        ? known
        : known.withToken(new TokenFile(path(user, tokenFile), clock));
  }

  private Entry entry(String list, String part, String name) {
    for (Source source : sources) {
      for (JsonObject entry : source.json().array(list).objects()) {
        if (entry.string("name").equals(name)) {
          return new Entry(source.file(), entry.object(part));
        }
      }
    }
    throw new IllegalArgumentException("%s \"%s\" does not exist".formatted(part, name));
  }

  /// What stands in the file itself, base64, or in another that it names.
  private static Optional<String> text(Entry entry, String field) throws IOException {
    String data = entry.json().string(field + "-data");
    if (!data.isEmpty()) {
      return Optional.of(
          new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII));
    }
    String file = entry.json().string(field);
    return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(path(entry, file)));
  }

  private static Path path(Entry entry, String file) {
    return entry.file().toAbsolutePath().resolveSibling(file);
  }
}
