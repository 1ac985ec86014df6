package k4j.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;

/// A kubectl of some release.
final class KubectlClient implements TestedClient {

  private static final Pattern SERVER_SAYS = Pattern.compile("Error from server \\((\\w+)\\)");

  private final TestCluster cluster;
  private final Path binary;
  private final boolean old;
  private final String namespace;

  KubectlClient(TestCluster cluster, Kubectl version, String namespace) {
    this.cluster = cluster;
    this.binary = version.binary();
    this.old = version == Kubectl.V1_22;
    this.namespace = namespace;
  }

  private List<String> command(String... arguments) {
    var all = new ArrayList<>(List.of("-n", namespace));
    all.addAll(List.of(arguments));
    return all;
  }

  private Run.Result run(String input, String... arguments) {
    return cluster.kubectlWith(input, binary, command(arguments).toArray(String[]::new));
  }

  private String ok(String input, String... arguments) {
    Run.Result result = run(input, arguments);
    if (result.code() != 0) {
      throw new Refused(reason(result.err()), result.err());
    }
    return result.out();
  }

  /// What kubectl makes of the Status that it got.
  private static String reason(String said) {
    var matcher = SERVER_SAYS.matcher(said);
    if (matcher.find()) {
      return matcher.group(1);
    }
    if (said.contains("is invalid")) {
      return "Invalid";
    }
    if (said.contains("Apply failed with")) {
      return "Conflict";
    }
    return said.contains("You must be logged in to the server") ? "Unauthorized" : "";
  }

  private static JsonObject object(String json) {
    return JsonParser.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String type(Kind kind) {
    return kind.group().isEmpty()
        ? kind.plural()
        : kind.plural() + "." + kind.version() + "." + kind.group();
  }

  private String[] selecting(Kind kind, String labels, String fields, String... more) {
    var all = new ArrayList<>(List.of("get", type(kind)));
    if (!labels.isEmpty()) {
      all.addAll(List.of("-l", labels));
    }
    if (!fields.isEmpty()) {
      all.addAll(List.of("--field-selector", fields));
    }
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private String url(Kind kind, String rest) {
    String root = kind.group().isEmpty() ? "/api/" : "/apis/";
    return root + kind.apiVersion() + "/namespaces/" + namespace + "/" + kind.plural() + rest;
  }

  @Override
  public String version() {
    return object(ok("", "version", "-o", "json")).object("serverVersion").string("gitVersion");
  }

  @Override
  public JsonObject create(JsonObject object) {
    return object(ok(JsonWriter.toString(object), "create", "-o", "json", "-f", "-"));
  }

  @Override
  public JsonObject get(Kind kind, String name) {
    return object(ok("", "get", type(kind), name, "-o", "json", "--show-managed-fields"));
  }

  @Override
  public List<String> list(Kind kind, String labels, String fields) {
    return ok("", selecting(kind, labels, fields, "-o", "name"))
        .lines()
        .map(line -> line.replaceFirst(".*/", ""))
        .toList();
  }

  /// By the URL: kubectl itself puts the pages together.
  @Override
  public List<Integer> pages(Kind kind, String labels, int limit) {
    var sizes = new ArrayList<Integer>();
    String next = "";
    do {
      String query = "?labelSelector=%s&limit=%d&continue=%s".formatted(labels, limit, next);
      JsonObject page = object(ok("", "get", "--raw", url(kind, query)));
      sizes.add(page.array("items").size());
      next = page.object("metadata").string("continue");
    } while (!next.isEmpty());
    return sizes;
  }

  @Override
  public JsonObject replace(JsonObject object) {
    return object(ok(JsonWriter.toString(object), "replace", "-o", "json", "-f", "-"));
  }

  @Override
  public JsonObject replaceStatus(JsonObject object) {
    String text = JsonWriter.toString(object);
    if (old) {
      String path = "/" + object.object("metadata").string("name") + "/status";
      return object(ok(text, "replace", "--raw", url(ClientsTest.kind(object), path), "-f", "-"));
    }
    return object(ok(text, "replace", "--subresource=status", "-o", "json", "-f", "-"));
  }

  @Override
  public JsonObject patch(Kind kind, String name, Patch type, String body) {
    String sent = "--type=" + type.name().toLowerCase(Locale.ROOT);
    return object(ok("", "patch", type(kind), name, sent, "-p", body, "-o", "json"));
  }

  @Override
  public JsonObject apply(JsonObject object, String manager, boolean force) {
    String text = JsonWriter.toString(object);
    return object(
        ok(
            text,
            "apply",
            "--server-side",
            "--field-manager=" + manager,
            "--force-conflicts=" + force,
            "-o",
            "json",
            "-f",
            "-"));
  }

  @Override
  public int scale(Kind kind, String name, int replicas) {
    JsonObject before = object(ok("", "get", "--raw", url(kind, "/" + name + "/scale")));
    ok("", "scale", type(kind), name, "--replicas=" + replicas);
    return (int) before.object("spec").integer("replicas");
  }

  @Override
  public Changes watch(Kind kind, String labels) {
    var heard = new HeardChanges();
    String form = "jsonpath={.type} {.object.metadata.name}{\"\\n\"}";
    Process process = start(selecting(kind, labels, "", "-w", "--output-watch-events", "-o", form));
    Thread.ofVirtual()
        .start(() ->
            process
                .inputReader()
                .lines()
                .forEach(line ->
                    heard.hear(line.replaceFirst(" .*", ""), line.replaceFirst(".* ", ""))));
    return heard.closing(process::destroy);
  }

  private Process start(String... arguments) {
    try {
      var builder = new ProcessBuilder(command(arguments));
      builder.command().addFirst(binary.toString());
      builder.environment().putAll(cluster.environment());
      return builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String logs(String pod) {
    return ok("", "logs", pod);
  }

  @Override
  public Ran exec(String pod, String input, String... command) {
    var all = new ArrayList<>(List.of("exec", "-i", pod, "--"));
    all.addAll(Arrays.asList(command));
    Run.Result result = run(input, all.toArray(String[]::new));
    return new Ran(result.out(), result.code());
  }

  @Override
  public String askThroughPort(String pod, int port) {
    Process process = start("port-forward", "pod/" + pod, ":" + port);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      String local = line.replaceAll(".*127.0.0.1:(\\d+) .*", "$1");
      try (var in = URI.create("http://127.0.0.1:" + local + "/").toURL().openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroy();
    }
  }

  @Override
  public void delete(Kind kind, String name, Propagation propagation) {
    String cascade = "--cascade=" + propagation.name().toLowerCase(Locale.ROOT);
    ok("", "delete", type(kind), name, cascade, "--wait=false");
  }

  @Override
  public void deleteAll(Kind kind, String labels) {
    ok("", "delete", type(kind), "-l", labels, "--wait=false");
  }

  @Override
  public void evict(String pod) {
    JsonObject eviction =
        JsonObject.EMPTY
            .with("apiVersion", "policy/v1")
            .with("kind", "Eviction")
            .with("metadata", JsonObject.EMPTY.with("name", pod).with("namespace", namespace));
    String path = url(Kind.POD, "/" + pod + "/eviction");
    ok(JsonWriter.toString(eviction), "create", "--raw", path, "-f", "-");
  }

  @Override
  public boolean may(String serviceAccount, String verb, String plural) {
    String as = "--as=system:serviceaccount:" + namespace + ":" + serviceAccount;
    Run.Result result =
        serviceAccount.isEmpty()
            ? run("", "auth", "can-i", verb, plural)
            : run("", "auth", "can-i", verb, plural, as);
    return result.out().strip().equals("yes");
  }

  @Override
  public String token(String serviceAccount) {
    if (!old) {
      return ok("", "create", "token", serviceAccount).strip();
    }
    JsonObject request =
        JsonObject.EMPTY
            .with("apiVersion", "authentication.k8s.io/v1")
            .with("kind", "TokenRequest")
            .with("spec", JsonObject.EMPTY.with("audiences", JsonArray.EMPTY));
    String path = url(new Kind("v1", "", "serviceaccounts"), "/" + serviceAccount + "/token");
    return object(ok(JsonWriter.toString(request), "create", "--raw", path, "-f", "-"))
        .object("status")
        .string("token");
  }

  /// With another kubeconfig: the client certificate would count for more than a token.
  @Override
  public String whoIs(String token) {
    String review = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
    String path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    JsonObject config = object(ok("", "config", "view", "--raw", "--minify", "-o", "json"));
    JsonObject server = config.array("clusters").object(0).object("cluster");
    String authority = cluster.home().resolve("authority.crt").toString();
    Run.of(
            cluster.environment(),
            server.string("certificate-authority-data"),
            List.of("sh", "-c", "base64 -d > " + authority))
        .ok();
    String said =
        ok(
            review,
            "--kubeconfig=/dev/null",
            "--server=" + server.string("server"),
            "--certificate-authority=" + authority,
            "--token=" + token,
            "create",
            "--raw",
            path,
            "-f",
            "-");
    return object(said).object("status").object("userInfo").string("username");
  }

  @Override
  public void close() {
    // Each command is a process of its own.
  }
}
