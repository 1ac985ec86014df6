package k4j.controllers;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Patch;

/// Does to pods in `default` what scheduler and kubelets would.
public final class TestKubelet {

  private final Client client;

  public TestKubelet(TestCluster cluster) {
    client = cluster.client();
  }

  public List<Pod> pods() {
    return client.in(Kinds.PODS, "default").list();
  }

  public Pod pod(String name) {
    return client.in(Kinds.PODS, "default").get(name);
  }

  /// Brings every pod to where it is heading: up, or gone. The controllers act at the same time: a
  /// pod that was listed may be another when its turn comes.
  public void step() {
    for (Pod pod : pods()) {
      try {
        if (pod.isDeleting()) {
          remove(pod);
        } else if (!pod.status().phase().equals("Running")
            && !pod.status().phase().equals("Failed")) {
          bind(pod);
          run(pod, true);
        }
      } catch (StatusException e) {
        if (!e.isNotFound() && !e.isConflict()) {
          throw e;
        }
      }
    }
  }

  public void remove(Pod pod) {
    client
        .in(Kinds.PODS, "default")
        .delete(pod.name(), DeleteOptions.of(pod).withGracePeriodSeconds(0));
  }

  /// To the node that its affinity names, or to `node`.
  public void bind(Pod pod) {
    if (!pod.spec().nodeName().isEmpty()) {
      return;
    }
    var terms =
        pod.spec()
            .affinity()
            .nodeAffinity()
            .requiredDuringSchedulingIgnoredDuringExecution()
            .nodeSelectorTerms();
    String node =
        terms.isEmpty() ? "node" : terms.getFirst().matchFields().getFirst().values().getFirst();
    client
        .in(Kinds.PODS, "default")
        .post(
            pod.name(),
            "binding",
            JsonParser.parse(
                """
                {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
                 "target": {"kind": "Node", "name": "%s"}}
                """
                    .formatted(pod.name(), node)));
  }

  public void run(Pod pod, boolean ready) {
    status(
        pod,
        """
        {"phase": "Running", "conditions": [{"type": "Ready", "status": "%s",
          "lastTransitionTime": "2025-01-01T00:00:00Z"}]}
        """
            .formatted(ready ? "True" : "False"));
  }

  public void end(Pod pod, String phase) {
    status(pod, "{\"phase\": \"%s\", \"conditions\": []}".formatted(phase));
  }

  private void status(Pod pod, String status) {
    Json body = JsonParser.parse(status);
    client
        .in(Kinds.PODS, "default")
        .patchStatus(pod.name(), Patch.merge(JsonObject.EMPTY.with("status", body)));
  }
}
