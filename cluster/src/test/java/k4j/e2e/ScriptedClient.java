package k4j.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.api.json.JsonWriter;
import k4j.api.meta.SystemEdge;

/// A client in another language: a program that reads requests and writes answers, a line of JSON
/// each, and carries them out by its own library.
@SystemEdge
final class ScriptedClient implements TestedClient.WithInformers {

  private static final Path SCRIPTS = Path.of("src/test/resources/k4j/e2e/clients");
  private static final Path CACHE =
      Path.of(System.getenv().getOrDefault("HOME", "/root"), ".cache", "k4j-test");
  private static final String DEBIANS_PYTHON = "/usr/bin/python3";

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;
  private int watches;

  private ScriptedClient(TestCluster cluster, List<String> command, Map<String, String> variables) {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(cluster.environment());
      builder.environment().putAll(variables);
      process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      requests = process.outputWriter();
      answers = process.inputReader();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `@kubernetes/client-node`, which npm fetches once by the lock file.
  static ScriptedClient node(TestCluster cluster, String namespace) {
    Path place = CACHE.resolve("client-node");
    try {
      Files.createDirectories(place);
      for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
        Path from = SCRIPTS.resolve("node").resolve(file);
        Files.copy(from, place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path lock = place.resolve("node_modules/.package-lock.json");
    if (!Files.exists(lock) || isOlder(lock, SCRIPTS.resolve("node/package-lock.json"))) {
      run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", place.toString());
    }
    List<String> command = List.of("node", place.resolve("client.mjs").toString(), namespace);
    return new ScriptedClient(cluster, command, Map.of());
  }

  private static boolean isOlder(Path one, Path other) {
    try {
      return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Debian's `python3-kubernetes` where it is installed, else the same release from PyPI.
  static ScriptedClient python(TestCluster cluster, String namespace) {
    String script = SCRIPTS.resolve("client.py").toString();
    if (Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/kubernetes"))) {
      return new ScriptedClient(cluster, List.of(DEBIANS_PYTHON, script, namespace), Map.of());
    }
    Path place = CACHE.resolve("python-kubernetes");
    if (!Files.isDirectory(place.resolve("kubernetes"))) {
      run(
          "python3",
          "-m",
          "pip",
          "install",
          "--quiet",
          "--target",
          place.toString(),
          "kubernetes==22.6.0");
    }
    return new ScriptedClient(
        cluster,
        List.of("python3", script, namespace),
        Map.of("PYTHONPATH", place.toString(), "HOME", System.getenv().getOrDefault("HOME", "")));
  }

  private static void run(String... command) {
    Run.of(Map.of(), "", List.of(command)).ok();
  }

  private Json ask(JsonObject request) {
    try {
      requests.write(JsonWriter.toString(request) + "\n");
      requests.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the client has ended");
      }
      var answer = (JsonObject) JsonParser.parse(line);
      if (answer.has("refused")) {
        JsonObject status = answer.object("refused");
        throw new Refused(status.string("reason"), status.string("message"));
      }
      if (answer.has("error")) {
        throw new IllegalStateException(answer.string("error"));
      }
      Json value = answer.get("value");
      return value == null ? JsonObject.EMPTY : value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject request(String what) {
    return JsonObject.EMPTY.with("do", what);
  }

  private static JsonObject request(String what, Kind kind) {
    return request(what)
        .with("apiVersion", kind.apiVersion())
        .with("kind", kind.kind())
        .with("plural", kind.plural())
        .with("namespaced", kind.namespaced());
  }

  private static JsonObject request(String what, JsonObject object) {
    return request(what, ClientsTest.kind(object)).with("object", object);
  }

  private static String text(Json value) {
    return ((JsonString) value).value();
  }

  private static int number(Json value) {
    return (int) ((JsonInteger) value).value();
  }

  @Override
  public String version() {
    return text(ask(request("version")));
  }

  @Override
  public JsonObject create(JsonObject object) {
    return (JsonObject) ask(request("create", object));
  }

  @Override
  public JsonObject get(Kind kind, String name) {
    return (JsonObject) ask(request("get", kind).with("name", name));
  }

  @Override
  public List<String> list(Kind kind, String labels, String fields) {
    JsonObject request = request("list", kind).with("labels", labels).with("fields", fields);
    return ((JsonArray) ask(request)).strings();
  }

  @Override
  public List<Integer> pages(Kind kind, String labels, int limit) {
    JsonObject request = request("pages", kind).with("labels", labels).with("limit", limit);
    return ((JsonArray) ask(request)).map(ScriptedClient::number);
  }

  @Override
  public JsonObject replace(JsonObject object) {
    return (JsonObject) ask(request("replace", object));
  }

  @Override
  public JsonObject replaceStatus(JsonObject object) {
    return (JsonObject) ask(request("replaceStatus", object));
  }

  @Override
  public JsonObject patch(Kind kind, String name, Patch type, String body) {
    JsonObject request = request("patch", kind).with("name", name).with("type", type.name());
    return (JsonObject) ask(request.with("body", JsonParser.parse(body)));
  }

  @Override
  public JsonObject apply(JsonObject object, String manager, boolean force) {
    JsonObject request = request("apply", object).with("manager", manager);
    return (JsonObject) ask(request.with("force", force));
  }

  @Override
  public int scale(Kind kind, String name, int replicas) {
    return number(ask(request("scale", kind).with("name", name).with("replicas", replicas)));
  }

  @Override
  public Changes watch(Kind kind, String labels) {
    return changes("watch", kind, labels);
  }

  @Override
  public Changes inform(Kind kind, String labels) {
    return changes("inform", kind, labels);
  }

  private Changes changes(String how, Kind kind, String labels) {
    String id = String.valueOf(watches++);
    ask(request(how, kind).with("labels", labels).with("id", id));
    return new Changes() {
      @Override
      public List<String> first(int count) {
        JsonObject request = request("changes").with("id", id).with("count", count);
        return ((JsonArray) ask(request)).strings();
      }

      @Override
      public void close() {
        ask(request("unwatch").with("id", id));
      }
    };
  }

  @Override
  public String logs(String pod) {
    return text(ask(request("logs").with("name", pod)));
  }

  @Override
  public Ran exec(String pod, String input, String... command) {
    JsonObject request = request("exec").with("name", pod).with("input", input);
    var ran = (JsonObject) ask(request.with("command", JsonArray.ofStrings(List.of(command))));
    return new Ran(ran.string("out"), (int) ran.integer("code"));
  }

  @Override
  public String askThroughPort(String pod, int port) {
    return text(ask(request("port").with("name", pod).with("port", port)));
  }

  @Override
  public void delete(Kind kind, String name, Propagation propagation) {
    ask(request("delete", kind).with("name", name).with("propagation", propagation.name()));
  }

  @Override
  public void deleteAll(Kind kind, String labels) {
    ask(request("deleteAll", kind).with("labels", labels));
  }

  @Override
  public void evict(String pod) {
    ask(request("evict").with("name", pod));
  }

  @Override
  public boolean may(String serviceAccount, String verb, String plural) {
    JsonObject request = request("may").with("serviceAccount", serviceAccount).with("verb", verb);
    return ((JsonBoolean) ask(request.with("plural", plural))).value();
  }

  @Override
  public String token(String serviceAccount) {
    return text(ask(request("token").with("name", serviceAccount)));
  }

  @Override
  public String whoIs(String token) {
    return text(ask(request("whoIs").with("token", token)));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
