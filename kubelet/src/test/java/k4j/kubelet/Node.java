package k4j.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Kind;
import k4j.api.meta.SystemEdge;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.schema.ResourceName;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.apiserver.strategy.Strategies;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.config.StaticPod;
import k4j.kubelet.pod.Pods;
import k4j.kubelet.server.Access;
import k4j.kubelet.volume.LinuxMounter;
import k4j.testing.Eventually;
import k4j.testing.TestTls;

/// A node in a test: an API server in memory, a runtime, and the kubelet between them.
@SystemEdge
final class Node implements AutoCloseable {

  static final String NAME = "node-1";
  private static final Catalog CATALOG = new BuiltinCatalog();
  private static final Kind<Unstructured> EVENTS =
      Unstructured.kind(new ResourceName("", "v1", "events"), "Event", true);

  final Path directory;
  final Client client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Surroundings surroundings =
      new Surroundings(InstantSource.system(), timer, new SecureRandom());
  private final RuntimeService runtime;
  private final ImageService images;
  private final List<StaticPod> statics;
  private final String podCidr;
  private final String cgroupRoot;
  private Kubelet kubelet;

  Node(Path directory, RuntimeService runtime, ImageService images, List<StaticPod> statics) {
    this(directory, runtime, images, statics, "", "");
  }

  Node(
      Path directory,
      RuntimeService runtime,
      ImageService images,
      List<StaticPod> statics,
      String podCidr,
      String cgroupRoot) {
    this.podCidr = podCidr;
    this.cgroupRoot = cgroupRoot;
    this.directory = directory;
    this.runtime = runtime;
    this.images = images;
    this.statics = statics;
    ApiServer server =
        new ApiServerBuilder(CATALOG, surroundings.clock(), timer, surroundings.random())
            .strategies(new Strategies(surroundings.clock())::of)
            .build();
    client = new Client(server.transport(User.of("system:node:" + NAME, User.MASTERS), "kubelet"));
    for (String namespace : List.of("default", "kube-system", "kube-node-lease")) {
      client
          .on(Unstructured.kind(new ResourceName("", "v1", "namespaces"), "Namespace", false))
          .create(
              new Unstructured(
                  json(
                      "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'"
                          + namespace
                          + "'}}")));
    }
    kubelet = startKubelet();
  }

  static Node fake(Path directory, FakeRuntime runtime) {
    return new Node(directory, runtime, runtime, List.of());
  }

  private Kubelet startKubelet() {
    KubeletSettings settings =
        new KubeletSettings(
            NAME,
            new NodePaths(directory.resolve("kubelet"), directory.resolve("logs")),
            Map.of(),
            List.of(),
            List.of("127.0.0.1"),
            podCidr,
            List.of("10.96.0.10"),
            "cluster.local",
            cgroupRoot,
            "127.0.0.1",
            0,
            statics);
    Kubelet result =
        new Kubelet(
            settings,
            new Kubelet.Services(
                client,
                runtime,
                images,
                surroundings,
                TestTls::server,
                (_, _, _, _) -> new Access.Decision.Allowed()));
    result.start();
    return result;
  }

  Kubelet kubelet() {
    return kubelet;
  }

  /// As after a crash: a new kubelet finds the pods of the old one.
  void restartKubelet() {
    kubelet.close();
    kubelet = startKubelet();
  }

  /// JSON with single quotes for double ones.
  static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /// Creates a pod that is bound to this node.
  JsonObject pod(String name, String spec) {
    JsonObject whole =
        json("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'}}")
            .with("spec", withDefaults(json(spec)));
    return client.in(Pods.POD, "default").create(new Unstructured(whole)).json();
  }

  private static JsonObject withDefaults(JsonObject spec) {
    JsonObject result = spec.with("nodeName", NAME);
    return result.has("restartPolicy") ? result : result.with("restartPolicy", "Always");
  }

  JsonObject get(String name) {
    return client.in(Pods.POD, "default").get(name).json();
  }

  boolean exists(String name) {
    return client.in(Pods.POD, "default").find(name).isPresent();
  }

  void delete(String name) {
    client.in(Pods.POD, "default").delete(name, DeleteOptions.DEFAULT);
  }

  void configMap(String name, String data) {
    JsonObject map =
        json("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "'}}")
            .with("data", json(data));
    var maps = client.in(Pods.CONFIG_MAP, "default");
    if (maps.find(name).isPresent()) {
      maps.update(new Unstructured(map));
    } else {
      maps.create(new Unstructured(map));
    }
  }

  void secret(String name, String data) {
    JsonObject secret =
        json("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'" + name + "'}}")
            .with("data", json(data));
    client.in(Pods.SECRET, "default").create(new Unstructured(secret));
  }

  /// Waits until the pod is as wanted.
  JsonObject await(String name, Predicate<JsonObject> wanted) {
    return Eventually.value(() -> get(name), wanted);
  }

  JsonObject awaitPhase(String name, String phase) {
    return await(name, pod -> pod.object("status").string("phase").equals(phase));
  }

  static JsonObject container(JsonObject pod, int index) {
    JsonArray statuses = pod.object("status").array("containerStatuses");
    return index < statuses.size() ? statuses.object(index) : JsonObject.EMPTY;
  }

  static String condition(JsonObject pod, String type) {
    return pod.object("status").array("conditions").objects().stream()
        .filter(c -> c.string("type").equals(type))
        .map(c -> c.string("status"))
        .findFirst()
        .orElse("");
  }

  /// `Reason: message` of each event about an object, in order.
  List<String> events(String name) {
    return client.in(EVENTS, "default").list().stream()
        .map(Unstructured::json)
        .filter(e -> e.object("involvedObject").string("name").equals(name))
        .sorted(Comparator.comparing(e -> e.string("firstTimestamp")))
        .map(e -> e.string("reason") + ": " + e.string("message"))
        .toList();
  }

  void awaitEvent(String name, String event) {
    Eventually.value(() -> events(name), events -> events.contains(event));
  }

  @Override
  public void close() {
    kubelet.close();
    try {
      new LinuxMounter().unmountAll(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    timer.shutdownNow();
  }
}
