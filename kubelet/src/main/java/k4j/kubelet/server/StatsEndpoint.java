package k4j.kubelet.server;

import java.time.Instant;
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
import k4j.kubelet.node.NodeUsage;
import k4j.kubelet.status.States;

/// `/stats/summary`: what the node and its pods use.
final class StatsEndpoint {

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
    return JsonObject.builder().put("node", node()).put("pods", JsonArray.of(pods)).build();
  }

  private JsonObject node() {
    Instant now = endpoints.surroundings().clock().instant();
    NodeUsage usage = endpoints.usage().get();
    CpuUsage cpu = endpoints.cpu().sample(usage.cpuNanos(), now);
    var out =
        JsonObject.builder()
            .put("nodeName", nodeName)
            .put("startTime", States.time(now.minus(NodeUsage.uptime())));
    usage(
        out,
        Optional.of(cpu),
        Optional.of(
            new MemoryUsage(
                now,
                usage.workingSetBytes(),
                usage.availableBytes(),
                usage.usageBytes(),
                usage.rssBytes(),
                usage.pageFaults(),
                usage.majorPageFaults())));
    return out.put(
            "fs",
            JsonObject.builder()
                .put("time", States.time(now))
                .put("availableBytes", usage.fsAvailableBytes())
                .put("capacityBytes", usage.fsCapacityBytes())
                .put("usedBytes", usage.fsCapacityBytes() - usage.fsAvailableBytes())
                .build())
        .put(
            "rlimit",
            JsonObject.builder()
                .put("time", States.time(now))
                .put("maxpid", usage.maxProcesses())
                .put("curproc", usage.processes())
                .build())
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
}
