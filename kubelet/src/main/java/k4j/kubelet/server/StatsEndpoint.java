package k4j.kubelet.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.CpuUsage;
import k4j.cri.stats.MemoryUsage;
import k4j.cri.stats.NetworkUsage;
import k4j.cri.stats.PodSandboxStats;
import k4j.cri.stats.PodSandboxStatsFilter;
import k4j.kubelet.container.ContainerLabels;
import k4j.kubelet.status.States;

/// `/stats/summary` and `/metrics/resource`: what pods use.
final class StatsEndpoint {

  private static final double NANOS = 1e9;

  private final String nodeName;
  private final PodEndpoints endpoints;

  StatsEndpoint(String nodeName, PodEndpoints endpoints) {
    this.nodeName = nodeName;
    this.endpoints = endpoints;
  }

  private List<PodSandboxStats> pods() {
    return endpoints
        .runtime()
        .listPodSandboxStats(new PodSandboxStatsFilter(Optional.empty(), Map.of()));
  }

  JsonObject summary() {
    List<Json> pods = new ArrayList<>();
    for (PodSandboxStats pod : pods()) {
      var out =
          JsonObject.builder()
              .put(
                  "podRef",
                  JsonObject.builder()
                      .put("name", pod.metadata().name())
                      .put("namespace", pod.metadata().namespace())
                      .put("uid", pod.metadata().uid())
                      .build());
      usage(out, pod.cpu(), pod.memory());
      if (!pod.network().isEmpty()) {
        out.put("network", network(pod.network().getFirst()));
      }
      out.put("process_stats", JsonObject.EMPTY.with("process_count", pod.processCount()));
      out.put(
          "containers",
          JsonArray.of(pod.containers().stream().map(StatsEndpoint::container).toList()));
      pods.add(out.build());
    }
    return JsonObject.builder()
        .put(
            "node",
            JsonObject.builder()
                .put("nodeName", nodeName)
                .put("startTime", States.time(endpoints.surroundings().clock().instant()))
                .build())
        .put("pods", JsonArray.of(pods))
        .build();
  }

  private static JsonObject container(ContainerStats stats) {
    var out = JsonObject.builder().put("name", stats.metadata().name());
    usage(out, stats.cpu(), stats.memory());
    stats
        .writableLayer()
        .ifPresent(layer ->
            out.put(
                "rootfs",
                JsonObject.builder()
                    .put("time", States.time(layer.timestamp()))
                    .put("usedBytes", layer.usedBytes())
                    .put("inodesUsed", layer.inodesUsed())
                    .build()));
    return out.build();
  }

  private static void usage(
      JsonObjectBuilder out, Optional<CpuUsage> cpu, Optional<MemoryUsage> memory) {
    cpu.ifPresent(c ->
        out.put(
            "cpu",
            JsonObject.builder()
                .put("time", States.time(c.timestamp()))
                .put("usageNanoCores", c.usageNanoCores())
                .put("usageCoreNanoSeconds", c.usageCoreNanoSeconds())
                .build()));
    memory.ifPresent(m ->
        out.put(
            "memory",
            JsonObject.builder()
                .put("time", States.time(m.timestamp()))
                .put("availableBytes", m.availableBytes())
                .put("usageBytes", m.usageBytes())
                .put("workingSetBytes", m.workingSetBytes())
                .put("rssBytes", m.rssBytes())
                .put("pageFaults", m.pageFaults())
                .put("majorPageFaults", m.majorPageFaults())
                .build()));
  }

  private static JsonObject network(NetworkUsage usage) {
    return JsonObject.builder()
        .put("time", States.time(usage.timestamp()))
        .put("name", usage.interfaceName())
        .put("rxBytes", usage.rxBytes())
        .put("rxErrors", usage.rxErrors())
        .put("txBytes", usage.txBytes())
        .put("txErrors", usage.txErrors())
        .build();
  }

  /// In the text format of Prometheus.
  String metrics() {
    StringBuilder cpu = new StringBuilder("# TYPE container_cpu_usage_seconds_total counter\n");
    StringBuilder memory = new StringBuilder("# TYPE container_memory_working_set_bytes gauge\n");
    for (PodSandboxStats pod : pods()) {
      for (ContainerStats each : pod.containers()) {
        String labels =
            "{container=\"%s\",namespace=\"%s\",pod=\"%s\"} "
                .formatted(
                    each.labels()
                        .getOrDefault(ContainerLabels.CONTAINER_NAME, each.metadata().name()),
                    pod.metadata().namespace(),
                    pod.metadata().name());
        each.cpu()
            .ifPresent(c ->
                cpu.append("container_cpu_usage_seconds_total")
                    .append(labels)
                    .append(c.usageCoreNanoSeconds() / NANOS)
                    .append('\n'));
        each.memory()
            .ifPresent(m ->
                memory
                    .append("container_memory_working_set_bytes")
                    .append(labels)
                    .append(m.workingSetBytes())
                    .append('\n'));
      }
    }
    return cpu.append(memory).toString();
  }
}
