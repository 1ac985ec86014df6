package k4j.kubelet.server;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.image.FilesystemUsage;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.CpuUsage;
import k4j.cri.stats.MemoryUsage;
import k4j.cri.stats.NetworkUsage;
import k4j.cri.stats.PodSandboxStats;
import k4j.cri.stats.PodSandboxStatsFilter;
import k4j.kubelet.node.NodeUsage;

/// `/metrics/resource` and `/metrics/cadvisor`: what node, pods and containers use, for Prometheus
/// and metrics-server.
final class MetricsEndpoint {

  private static final String CPU = "container_cpu_usage_seconds_total";
  private static final String MEMORY = "container_memory_working_set_bytes";
  private static final String START = "container_start_time_seconds";

  private final PodEndpoints endpoints;

  MetricsEndpoint(PodEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  private List<PodSandboxStats> pods() {
    return endpoints.runtime().listPodSandboxStats(PodSandboxStatsFilter.ALL);
  }

  private Map<String, ContainerStatus> running() {
    Map<String, ContainerStatus> result = new HashMap<>();
    endpoints.runtime().listContainers(ContainerFilter.ALL).stream()
        .filter(c -> c.state() == ContainerState.CONTAINER_RUNNING)
        .forEach(c -> result.put(c.id(), endpoints.runtime().containerStatus(c.id())));
    return result;
  }

  /// `/metrics`: the kubelet itself.
  String own() {
    var out =
        new MetricText()
            .declare("kubelet_running_pods", "gauge", "Number of pods that have a running sandbox")
            .declare("kubelet_running_containers", "gauge", "Number of containers by their state");
    Instant now = endpoints.surroundings().clock().instant();
    Map<String, Integer> states = new TreeMap<>();
    endpoints
        .runtime()
        .listContainers(ContainerFilter.ALL)
        .forEach(c -> states.merge(state(c.state()), 1, Integer::sum));
    states.forEach((state, count) ->
        out.sample(
            "kubelet_running_containers", Map.of("container_state", state), (long) count, now));
    long pods =
        endpoints.runtime().listPodSandbox(PodSandboxFilter.ALL).stream()
            .filter(s -> s.state() == PodSandboxState.SANDBOX_READY)
            .count();
    out.sample("kubelet_running_pods", Map.of(), pods, now);
    return out.text();
  }

  private static String state(ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED -> "created";
      case CONTAINER_RUNNING -> "running";
      case CONTAINER_EXITED -> "exited";
      case CONTAINER_UNKNOWN -> "unknown";
    };
  }

  /// Kubernetes, `metrics/collectors/resource_metrics.go`.
  String resource() {
    var out =
        new MetricText()
            .declare(
                CPU,
                "counter",
                "[STABLE] Cumulative cpu time consumed by the container in core-seconds")
            .declare(MEMORY, "gauge", "[STABLE] Current working set of the container in bytes")
            .declare(
                START, "gauge", "[STABLE] Start time of the container since unix epoch in seconds")
            .declare(
                "node_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the node in core-seconds")
            .declare(
                "node_memory_working_set_bytes",
                "gauge",
                "[STABLE] Current working set of the node in bytes")
            .declare(
                "pod_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the pod in core-seconds")
            .declare(
                "pod_memory_working_set_bytes",
                "gauge",
                "[STABLE] Current working set of the pod in bytes")
            .declare(
                "resource_scrape_error",
                "gauge",
                "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise");
    Instant now = endpoints.surroundings().clock().instant();
    NodeUsage node = endpoints.usage().get();
    out.sample("node_cpu_usage_seconds_total", Map.of(), MetricText.seconds(node.cpuNanos()), now);
    out.sample("node_memory_working_set_bytes", Map.of(), node.workingSetBytes(), now);
    Map<String, ContainerStatus> running = running();
    for (PodSandboxStats pod : pods()) {
      Map<String, String> labels = labels(pod);
      usage(
          out,
          "pod_cpu_usage_seconds_total",
          "pod_memory_working_set_bytes",
          labels,
          pod.cpu().orElse(null),
          pod.memory().orElse(null));
      for (ContainerStats each : pod.containers()) {
        Map<String, String> own = new TreeMap<>(labels);
        own.put("container", each.metadata().name());
        usage(out, CPU, MEMORY, own, each.cpu().orElse(null), each.memory().orElse(null));
        ContainerStatus status = running.get(each.id());
        if (status != null && status.startedAt().isPresent()) {
          out.sample(START, own, MetricText.seconds(status.startedAt().get()), now);
        }
      }
    }
    out.sample("resource_scrape_error", Map.of(), 0L, now);
    return out.text();
  }

  private static void usage(
      MetricText out,
      String cpuName,
      String memoryName,
      Map<String, String> labels,
      @org.jspecify.annotations.Nullable CpuUsage cpu,
      @org.jspecify.annotations.Nullable MemoryUsage memory) {
    if (cpu != null) {
      out.sample(cpuName, labels, MetricText.seconds(cpu.usageCoreNanoSeconds()), cpu.timestamp());
    }
    if (memory != null) {
      out.sample(memoryName, labels, memory.workingSetBytes(), memory.timestamp());
    }
  }

  private static Map<String, String> labels(PodSandboxStats pod) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("namespace", pod.metadata().namespace());
    labels.put("pod", pod.metadata().name());
    return labels;
  }

  /// The series of cAdvisor that dashboards ask for; those of a whole pod have an empty container.
  String cadvisor() {
    var out =
        new MetricText()
            .declare(CPU, "counter", "Cumulative cpu time consumed in seconds.")
            .declare(MEMORY, "gauge", "Current working set in bytes.")
            .declare(
                "container_memory_usage_bytes",
                "gauge",
                "Current memory usage in bytes, including all memory regardless of whe"
                    + "n it was accessed")
            .declare("container_memory_rss", "gauge", "Size of RSS in bytes.")
            .declare(
                "container_memory_failures_total",
                "counter",
                "Cumulative count of memory allocation failures.")
            .declare(
                "container_spec_memory_limit_bytes", "gauge", "Memory limit for the container.")
            .declare("container_spec_cpu_quota", "gauge", "CPU quota of the container.")
            .declare("container_spec_cpu_period", "gauge", "CPU period of the container.")
            .declare("container_spec_cpu_shares", "gauge", "CPU share of the container.")
            .declare(START, "gauge", "Start time of the container since unix epoch in seconds.")
            .declare(
                "container_fs_usage_bytes",
                "gauge",
                "Number of bytes that are consumed by the container on this filesystem.")
            .declare(
                "container_network_receive_bytes_total",
                "counter",
                "Cumulative count of bytes received")
            .declare(
                "container_network_receive_errors_total",
                "counter",
                "Cumulative count of errors encountered while receiving")
            .declare(
                "container_network_transmit_bytes_total",
                "counter",
                "Cumulative count of bytes transmitted")
            .declare(
                "container_network_transmit_errors_total",
                "counter",
                "Cumulative count of errors encountered while transmitting")
            .declare(
                "container_processes",
                "gauge",
                "Number of processes running inside the container.");
    Map<String, ContainerStatus> running = running();
    for (PodSandboxStats pod : pods()) {
      pod(out, pod);
      for (ContainerStats each : pod.containers()) {
        ContainerStatus status = running.get(each.id());
        if (status != null) {
          container(out, pod, each, status);
        }
      }
    }
    return out.text();
  }

  private void pod(MetricText out, PodSandboxStats pod) {
    Map<String, String> labels = full(pod, "", pod.id(), "");
    pod.cpu().ifPresent(c -> cpu(out, labels, c));
    pod.memory().ifPresent(m -> memory(out, labels, m));
    Instant now = endpoints.surroundings().clock().instant();
    out.sample("container_processes", labels, pod.processCount(), now);
    for (NetworkUsage each : pod.network()) {
      Map<String, String> own = new TreeMap<>(labels);
      own.remove("container");
      own.put("interface", each.interfaceName());
      out.sample("container_network_receive_bytes_total", own, each.rxBytes(), each.timestamp());
      out.sample("container_network_receive_errors_total", own, each.rxErrors(), each.timestamp());
      out.sample("container_network_transmit_bytes_total", own, each.txBytes(), each.timestamp());
      out.sample("container_network_transmit_errors_total", own, each.txErrors(), each.timestamp());
    }
  }

  private void container(
      MetricText out, PodSandboxStats pod, ContainerStats each, ContainerStatus status) {
    Map<String, String> labels =
        full(pod, each.metadata().name(), each.id(), status.image().image());
    each.cpu().ifPresent(c -> cpu(out, labels, c));
    each.memory().ifPresent(m -> memory(out, labels, m));
    Instant now = endpoints.surroundings().clock().instant();
    var limits = status.resources();
    out.sample("container_spec_memory_limit_bytes", labels, limits.memoryLimitBytes(), now);
    out.sample("container_spec_cpu_shares", labels, limits.cpuShares(), now);
    if (limits.cpuQuota() > 0) {
      out.sample("container_spec_cpu_quota", labels, limits.cpuQuota(), now);
      out.sample("container_spec_cpu_period", labels, limits.cpuPeriod(), now);
    }
    status.startedAt().ifPresent(at -> out.sample(START, labels, MetricText.seconds(at), now));
    each.writableLayer()
        .map(FilesystemUsage::usedBytes)
        .ifPresent(bytes -> out.sample("container_fs_usage_bytes", labels, bytes, now));
  }

  private static void cpu(MetricText out, Map<String, String> labels, CpuUsage usage) {
    Map<String, String> own = new TreeMap<>(labels);
    own.put("cpu", "total");
    out.sample(CPU, own, MetricText.seconds(usage.usageCoreNanoSeconds()), usage.timestamp());
  }

  private static void memory(MetricText out, Map<String, String> labels, MemoryUsage usage) {
    out.sample(MEMORY, labels, usage.workingSetBytes(), usage.timestamp());
    out.sample("container_memory_usage_bytes", labels, usage.usageBytes(), usage.timestamp());
    out.sample("container_memory_rss", labels, usage.rssBytes(), usage.timestamp());
    faults(out, labels, "pgfault", usage.pageFaults(), usage.timestamp());
    faults(out, labels, "pgmajfault", usage.majorPageFaults(), usage.timestamp());
  }

  private static void faults(
      MetricText out, Map<String, String> labels, String type, long count, Instant at) {
    Map<String, String> own = new TreeMap<>(labels);
    own.put("failure_type", type);
    own.put("scope", "container");
    out.sample("container_memory_failures_total", own, count, at);
  }

  private static Map<String, String> full(
      PodSandboxStats pod, String container, String name, String image) {
    Map<String, String> labels = new TreeMap<>(labels(pod));
    labels.put("container", container);
    labels.put("id", "/pod" + pod.metadata().uid() + (container.isEmpty() ? "" : "/" + name));
    labels.put("image", image);
    labels.put("name", name);
    return labels;
  }
}
