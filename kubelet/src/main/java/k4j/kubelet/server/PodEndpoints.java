package k4j.kubelet.server;

import java.util.function.Consumer;
import java.util.function.Supplier;
import k4j.client.Surroundings;
import k4j.cri.RuntimeService;
import k4j.kubelet.node.NodeUsage;
import k4j.kubelet.status.StatusWriter;
import k4j.kubelet.worker.PodWorkers;

/// What the API's endpoints work with.
///
/// @param logs is told the id of a container whose log is about to be read from its file
/// @param cpu remembers the node's last sample
public record PodEndpoints(
    PodWorkers pods,
    RuntimeService runtime,
    StatusWriter statuses,
    Surroundings surroundings,
    Consumer<String> logs,
    Supplier<NodeUsage> usage,
    NodeCpu cpu) {}
