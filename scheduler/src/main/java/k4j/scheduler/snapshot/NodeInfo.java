package k4j.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.ContainerImage;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Taint;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// A node with the pods on it and the sum of what they ask for. Immutable: a change makes a new
/// one.
public record NodeInfo(
    Node node,
    JsonObject labels,
    Amounts allocatable,
    long allowedPods,
    List<Taint> taints,
    Map<String, Long> images,
    List<PodInfo> pods,
    Amounts requested,
    Amounts nonZero,
    int podsWithAffinity) {

  public static NodeInfo of(Node node) {
    Map<String, Quantity> allocatable = node.status().allocatable();
    return new NodeInfo(
        node,
        node.json().object("metadata").object("labels"),
        Amounts.of(allocatable),
        allocatable.getOrDefault("pods", Quantity.ZERO).value(),
        List.copyOf(node.spec().taints()),
        images(node),
        List.of(),
        Amounts.NONE,
        Amounts.NONE,
        0);
  }

  private static Map<String, Long> images(Node node) {
    Map<String, Long> sizes = new HashMap<>();
    for (ContainerImage image : node.status().images()) {
      image.names().forEach(name -> sizes.put(name, image.sizeBytes()));
    }
    return sizes;
  }

  public String name() {
    return node.name();
  }

  /// The same pods on a newer version of the node.
  NodeInfo withNode(Node newer) {
    NodeInfo fresh = of(newer);
    return new NodeInfo(
        newer,
        fresh.labels,
        fresh.allocatable,
        fresh.allowedPods,
        fresh.taints,
        fresh.images,
        pods,
        requested,
        nonZero,
        podsWithAffinity);
  }

  public NodeInfo with(PodInfo pod) {
    var more = new ArrayList<PodInfo>(pods.size() + 1);
    more.addAll(pods);
    more.add(pod);
    return withPods(
        more,
        requested.plus(pod.requests()),
        nonZero.plus(pod.nonZero()),
        podsWithAffinity + (pod.hasAffinity() ? 1 : 0));
  }

  public NodeInfo without(Pod gone) {
    for (int i = 0; i < pods.size(); i++) {
      PodInfo pod = pods.get(i);
      if (pod.pod().uid().equals(gone.uid())) {
        var fewer = new ArrayList<>(pods);
        fewer.remove(i);
        return withPods(
            fewer,
            requested.minus(pod.requests()),
            nonZero.minus(pod.nonZero()),
            podsWithAffinity - (pod.hasAffinity() ? 1 : 0));
      }
    }
    return this;
  }

  private NodeInfo withPods(
      List<PodInfo> now, Amounts nowRequested, Amounts nowNonZero, int nowWithAffinity) {
    return new NodeInfo(
        node,
        labels,
        allocatable,
        allowedPods,
        taints,
        images,
        now,
        nowRequested,
        nowNonZero,
        nowWithAffinity);
  }
}
