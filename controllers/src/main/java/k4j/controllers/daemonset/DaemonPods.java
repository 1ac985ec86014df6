package k4j.controllers.daemonset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.core.v1.NodeSelectorRequirement;
import k4j.api.core.v1.NodeSelectorTerm;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.core.v1.Toleration;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.ViewList;
import k4j.controllers.history.TemplateRevisions;
import k4j.controllers.pods.PodState;

/// What pods of a DaemonSet look like, and which node each is meant for. (controller: daemon/util.)
final class DaemonPods {

  private static final String GENERATION = "pod-template-generation";
  private static final String GENERATION_NOTE = "deprecated.daemonset.template.generation";
  private static final String PREFIX = "node.kubernetes.io/";
  private static final String NAME_FIELD = "metadata.name";

  /// Scheduled pods come first, then the oldest.
  static final Comparator<Pod> OLDEST_FIRST =
      Comparator.<Pod>comparingInt(pod -> pod.spec().nodeName().isEmpty() ? 1 : 0)
          .thenComparing(pod -> pod.metadata().creationTimestamp().orElseThrow())
          .thenComparing(Pod::name);

  private DaemonPods() {}

  /// The template of new pods: with the tolerations that keep them on nodes in trouble, and pinned
  /// to a node by its name.
  static PodTemplateSpec template(DaemonSet set, String hash, String node) {
    PodTemplateSpec template = set.spec().template();
    JsonObject labels = template.json().object("metadata").object("labels");
    Optional<Long> generation = generation(set);
    if (generation.isPresent()) {
      labels = labels.with(GENERATION, generation.get().toString());
    }
    JsonObject json =
        template
            .json()
            .withAt(labels.with(TemplateRevisions.HASH, hash), "metadata", "labels")
            .withAt(ViewList.json(tolerations(template)), "spec", "tolerations")
            .withAt(
                pin(node),
                "spec",
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms");
    return new PodTemplateSpec(json);
  }

  /// Replaces what terms there were: no node is asked for that does not fit them.
  private static Json pin(String node) {
    JsonObject name =
        JsonObject.builder()
            .put("key", NAME_FIELD)
            .put("operator", "In")
            .put("values", JsonArray.of(Json.of(node)))
            .build();
    return JsonArray.of(JsonObject.EMPTY.with("matchFields", JsonArray.of(name)));
  }

  /// Those of the template, and those that every daemon has.
  static List<Toleration> tolerations(PodTemplateSpec template) {
    List<Toleration> all = new ArrayList<>(template.spec().tolerations());
    for (String trouble : List.of("not-ready", "unreachable")) {
      put(all, trouble, "NoExecute");
    }
    for (String trouble :
        List.of("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable")) {
      put(all, trouble, "NoSchedule");
    }
    if (template.spec().hostNetwork()) {
      put(all, "network-unavailable", "NoSchedule");
    }
    return all;
  }

  private static void put(List<Toleration> all, String trouble, String effect) {
    Toleration added =
        Toleration.EMPTY.withKey(PREFIX + trouble).withOperator("Exists").withEffect(effect);
    boolean there = false;
    for (int i = 0; i < all.size(); i++) {
      Toleration other = all.get(i);
      if (other.key().equals(added.key())
          && other.effect().equals(effect)
          && other.operator().equals("Exists")
          && other.value().isEmpty()) {
        all.set(i, added);
        there = true;
      }
    }
    if (!there) {
      all.add(added);
    }
  }

  /// The number that DaemonSets of old counted their templates by, where it is one.
  private static Optional<Long> generation(DaemonSet set) {
    String note = set.json().object("metadata").object("annotations").string(GENERATION_NOTE);
    try {
      return note.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(note));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  static boolean hasHash(Pod pod, String hash) {
    return TemplateRevisions.label(pod, TemplateRevisions.HASH).equals(hash);
  }

  /// Whether the pod has the template of now.
  static boolean isUpdated(DaemonSet set, Pod pod, String hash) {
    JsonObject labels = pod.json().object("metadata").object("labels");
    boolean same = !hash.isEmpty() && labels.string(TemplateRevisions.HASH).equals(hash);
    return same
        || generation(set)
            .filter(number -> labels.string(GENERATION).equals(number.toString()))
            .isPresent();
  }

  /// Pods by the node that each runs on or is meant for.
  ///
  /// @param withEnded whether pods that have ended and are being deleted count
  static Map<String, List<Pod>> byNode(Collection<Pod> pods, boolean withEnded) {
    var byNode = new TreeMap<String, List<Pod>>();
    for (Pod pod : pods) {
      if (withEnded || !pod.isDeleting() || !PodState.isTerminal(pod)) {
        targetNode(pod)
            .ifPresent(node -> byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(pod));
      }
    }
    return byNode;
  }

  static Optional<String> targetNode(Pod pod) {
    if (!pod.spec().nodeName().isEmpty()) {
      return Optional.of(pod.spec().nodeName());
    }
    var required =
        pod.spec().affinity().nodeAffinity().requiredDuringSchedulingIgnoredDuringExecution();
    for (NodeSelectorTerm term : required.nodeSelectorTerms()) {
      for (NodeSelectorRequirement field : term.matchFields()) {
        if (field.key().equals(NAME_FIELD) && field.operator().equals("In")) {
          return field.values().size() == 1
              ? Optional.of(field.values().getFirst())
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
