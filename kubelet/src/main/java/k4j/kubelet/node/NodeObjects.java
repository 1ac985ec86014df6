package k4j.kubelet.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.cri.image.Image;
import k4j.cri.runtime.RuntimeCondition;
import k4j.cri.runtime.RuntimeHandler;
import k4j.cri.runtime.RuntimeStatus;
import k4j.cri.runtime.RuntimeVersion;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.status.States;

/// Makes the Node object and its status.
public final class NodeObjects {

  private static final long EVICTION_MEMORY = 100L << 20;

  /// What the API server and scheduler may count on (KEP-5328), ascending.
  private static final List<String> FEATURES =
      List.of("InPlacePodLevelResourcesVerticalScaling", "InPlacePodVerticalScalingInitContainers");

  private static final int MAX_IMAGES = 50;
  private static final int MAX_NAMES = 5;

  private final KubeletSettings settings;
  private final MachineFacts machine;
  private final RuntimeVersion version;

  public NodeObjects(KubeletSettings settings, MachineFacts machine, RuntimeVersion version) {
    this.settings = settings;
    this.machine = machine;
    this.version = version;
  }

  public Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(settings.labels());
    labels.put("beta.kubernetes.io/arch", machine.architecture());
    labels.put("beta.kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", machine.architecture());
    labels.put("kubernetes.io/hostname", settings.nodeName());
    labels.put("kubernetes.io/os", "linux");
    return labels;
  }

  public JsonObject node(JsonObject status) {
    var spec = JsonObject.builder();
    if (!settings.podCidr().isEmpty()) {
      List<String> cidrs = List.of(settings.podCidr().split(","));
      spec.put("podCIDR", cidrs.getFirst()).put("podCIDRs", JsonArray.ofStrings(cidrs));
    }
    if (!settings.taints().isEmpty()) {
      spec.put("taints", JsonArray.of(settings.taints()));
    }
    JsonObject metadata =
        JsonObject.builder()
            .put("name", settings.nodeName())
            .put("labels", JsonObject.ofStrings(labels()))
            .put(
                "annotations",
                JsonObject.EMPTY.with(
                    "volumes.kubernetes.io/controller-managed-attach-detach", "true"))
            .build();
    return JsonObject.builder()
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("metadata", metadata)
        .put("spec", spec.build())
        .put("status", status)
        .build();
  }

  public JsonObject capacity() {
    return JsonObject.builder()
        .put("cpu", Integer.toString(machine.cpus()))
        .put("ephemeral-storage", MachineFacts.kib(machine.storageBytes()))
        .put("hugepages-1Gi", "0")
        .put("hugepages-2Mi", "0")
        .put("memory", MachineFacts.kib(machine.memoryBytes()))
        .put("pods", Integer.toString(KubeletSettings.MAX_PODS))
        .build();
  }

  /// Capacity without what is kept back for evictions.
  public JsonObject allocatable() {
    return capacity()
        .with("memory", MachineFacts.kib(machine.memoryBytes() - EVICTION_MEMORY))
        .with("ephemeral-storage", Long.toString(machine.storageBytes() / 10 * 9));
  }

  /// What changes while the node runs.
  ///
  /// @param port of the kubelet's API
  public record Live(
      RuntimeStatus runtime, List<Image> images, long availableMemory, int port, Instant now) {

    public Live {
      images = List.copyOf(images);
    }
  }

  /// @param old the status before, whose times are kept where nothing changed
  public JsonObject status(JsonObject old, Live live) {
    return JsonObject.builder()
        .put("capacity", capacity())
        .put("allocatable", allocatable())
        .put("addresses", addresses())
        .put("nodeInfo", nodeInfo())
        .put("images", images(live.images()))
        .put("runtimeHandlers", handlers(live.runtime().handlers()))
        .put("features", JsonObject.EMPTY.with("supplementalGroupsPolicy", true))
        .put(
            "daemonEndpoints",
            JsonObject.EMPTY.with("kubeletEndpoint", JsonObject.EMPTY.with("Port", live.port())))
        .put("declaredFeatures", JsonArray.ofStrings(FEATURES))
        .put("conditions", conditions(old, live))
        .build();
  }

  private JsonArray addresses() {
    List<Json> result = new ArrayList<>();
    for (String address : settings.addresses()) {
      result.add(address("InternalIP", address));
    }
    result.add(address("Hostname", settings.nodeName()));
    return JsonArray.of(result);
  }

  private static JsonObject address(String type, String address) {
    return JsonObject.EMPTY.with("type", type).with("address", address);
  }

  private JsonObject nodeInfo() {
    return JsonObject.builder()
        .put("architecture", machine.architecture())
        .put("bootID", machine.bootId())
        .put("containerRuntimeVersion", version.runtimeName() + "://" + version.runtimeVersion())
        .put("kernelVersion", machine.kernelVersion())
        .put("kubeProxyVersion", "")
        .put("kubeletVersion", KubeletSettings.VERSION)
        .put("machineID", machine.machineId())
        .put("operatingSystem", "linux")
        .put("osImage", machine.osImage())
        .put("systemUUID", machine.systemUuid())
        .build();
  }

  private static JsonArray images(List<Image> images) {
    return JsonArray.of(
        images.stream()
            .sorted(Comparator.comparingLong(Image::sizeBytes).reversed().thenComparing(Image::id))
            .limit(MAX_IMAGES)
            .map(NodeObjects::image)
            .toList());
  }

  private static JsonObject image(Image image) {
    List<String> names = new ArrayList<>(image.repoDigests());
    names.addAll(image.repoTags());
    List<String> shown = names.subList(0, Math.min(MAX_NAMES, names.size()));
    return JsonObject.EMPTY
        .with("names", JsonArray.ofStrings(shown))
        .with("sizeBytes", image.sizeBytes());
  }

  private static JsonArray handlers(List<RuntimeHandler> handlers) {
    return JsonArray.of(
        handlers.stream()
            .map(h ->
                JsonObject.EMPTY
                    .with("name", h.name())
                    .with(
                        "features",
                        JsonObject.EMPTY
                            .with("recursiveReadOnlyMounts", h.recursiveReadOnlyMounts())
                            .with("userNamespaces", h.userNamespaces())))
            .toList());
  }

  private JsonArray conditions(JsonObject old, Live live) {
    boolean low = live.availableMemory() < EVICTION_MEMORY;
    String problems = problems(live.runtime());
    return JsonArray.of(
        condition(
            old,
            live.now(),
            "MemoryPressure",
            low,
            low ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
            low
                ? "kubelet has insufficient memory available"
                : "kubelet has sufficient memory available"),
        condition(
            old,
            live.now(),
            "DiskPressure",
            false,
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure"),
        condition(
            old,
            live.now(),
            "PIDPressure",
            false,
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available"),
        condition(
            old,
            live.now(),
            "Ready",
            problems.isEmpty(),
            problems.isEmpty() ? "KubeletReady" : "KubeletNotReady",
            problems.isEmpty() ? "kubelet is posting ready status" : problems));
  }

  private static String problems(RuntimeStatus status) {
    List<String> problems = new ArrayList<>();
    for (RuntimeCondition condition : status.conditions()) {
      if (condition.status()) {
        continue;
      }
      switch (condition.type()) {
        case RuntimeCondition.RUNTIME_READY -> problems.add("container runtime is down");
        case RuntimeCondition.NETWORK_READY ->
            problems.add(
                "container runtime network not ready: NetworkReady=false reason:%s message:%s"
                    .formatted(condition.reason(), condition.message()));
        default -> {}
      }
    }
    return problems.size() > 1
        ? "[" + String.join(", ", problems) + "]"
        : String.join("", problems);
  }

  private static JsonObject condition(
      JsonObject old, Instant now, String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    JsonObject before =
        old.array("conditions").objects().stream()
            .filter(c -> c.string("type").equals(type) && c.string("status").equals(status))
            .findFirst()
            .orElse(JsonObject.EMPTY);
    String since = before.string("lastTransitionTime");
    return JsonObject.builder()
        .put("type", type)
        .put("status", status)
        .put("reason", reason)
        .put("message", message)
        .put("lastHeartbeatTime", States.time(now))
        .put("lastTransitionTime", since.isEmpty() ? States.time(now) : Json.of(since))
        .build();
  }
}
