package k4j.kubelet.server;

import k4j.client.Surroundings;
import k4j.cri.RuntimeService;
import k4j.kubelet.status.StatusWriter;
import k4j.kubelet.worker.PodWorkers;

/// What the API's endpoints work with.
public record PodEndpoints(
    PodWorkers pods, RuntimeService runtime, StatusWriter statuses, Surroundings surroundings) {}
