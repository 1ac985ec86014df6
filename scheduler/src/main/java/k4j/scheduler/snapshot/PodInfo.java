package k4j.scheduler.snapshot;

import java.util.ArrayList;
import java.util.List;
import k4j.api.core.v1.Affinity;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodAffinity;
import k4j.api.core.v1.Toleration;
import k4j.api.core.v1.WeightedPodAffinityTerm;
import k4j.api.json.JsonObject;

/// A pod with everything that placing it asks for, read once for each of its versions.
///
/// @param requests what it asks of its node
/// @param nonZero the same, with defaults for containers that ask for nothing: only for scores
public record PodInfo(
    Pod pod,
    JsonObject labels,
    String namespace,
    Amounts requests,
    Amounts nonZero,
    List<HostPort> hostPorts,
    List<Toleration> tolerations,
    NodeRules nodeRules,
    Terms affinity,
    Terms antiAffinity) {

  /// The terms of one direction.
  public record Terms(List<AffinityTerm> required, List<AffinityTerm> preferred) {
    static final Terms NONE = new Terms(List.of(), List.of());

    public Terms {
      required = List.copyOf(required);
      preferred = List.copyOf(preferred);
    }

    public boolean isEmpty() {
      return required.isEmpty() && preferred.isEmpty();
    }
  }

  public static PodInfo of(Pod pod) {
    Affinity affinity = pod.spec().affinity();
    return new PodInfo(
        pod,
        pod.json().object("metadata").object("labels"),
        pod.namespace(),
        PodRequests.of(pod),
        PodRequests.nonZero(pod),
        HostPort.of(pod),
        List.copyOf(pod.spec().tolerations()),
        NodeRules.of(pod),
        terms(affinity.json().object("podAffinity"), pod),
        terms(affinity.json().object("podAntiAffinity"), pod));
  }

  private static Terms terms(JsonObject json, Pod pod) {
    if (json.isEmpty()) {
      return Terms.NONE;
    }
    var affinity = new PodAffinity(json);
    List<AffinityTerm> required =
        AffinityTerm.required(affinity.requiredDuringSchedulingIgnoredDuringExecution(), pod);
    var preferred = new ArrayList<AffinityTerm>();
    for (WeightedPodAffinityTerm term :
        affinity.preferredDuringSchedulingIgnoredDuringExecution()) {
      preferred.add(AffinityTerm.of(term.podAffinityTerm(), pod, term.weight()));
    }
    return new Terms(required, preferred);
  }

  public String key() {
    return pod.key();
  }

  public int priority() {
    return pod.spec().priority();
  }

  public boolean hasAffinity() {
    return !affinity.isEmpty() || !antiAffinity.isEmpty();
  }
}
