package k4j.controllers.statefulset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.core.v1.Volume;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.history.TemplateRevisions;
import k4j.controllers.pods.PodTemplates;

/// What pods of a StatefulSet look like: their names, labels and volumes. (controller:
/// stateful_set_utils.go.)
final class StatefulPods {

  private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
  private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

  private StatefulPods() {}

  /// A new pod of the number.
  ///
  /// @param revision the name of the template's revision
  static Pod make(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
    String name = Ordinal.podName(set, ordinal);
    JsonObject pod =
        PodTemplates.pod(set, template).json().withAt(Json.of(name), "metadata", "name");
    Pod named = withStorage(set, withIdentity(set, new Pod(pod)));
    return new Pod(
        named
            .json()
            .withAt(Json.of(name), "spec", "hostname")
            .withAt(Json.of(set.spec().serviceName()), "spec", "subdomain")
            .withAt(Json.of(revision), "metadata", "labels", TemplateRevisions.HASH));
  }

  static String revision(Pod pod) {
    return TemplateRevisions.label(pod, TemplateRevisions.HASH);
  }

  static boolean hasIdentity(StatefulSet set, Pod pod) {
    return Ordinal.isMember(set, pod)
        && pod.name().equals(Ordinal.podName(set, Ordinal.of(pod)))
        && TemplateRevisions.label(pod, POD_NAME).equals(pod.name());
  }

  static Pod withIdentity(StatefulSet set, Pod pod) {
    int ordinal = Ordinal.of(pod);
    JsonObject labels =
        pod.json()
            .object("metadata")
            .object("labels")
            .with(POD_NAME, Ordinal.podName(set, ordinal))
            .with(POD_INDEX, Integer.toString(ordinal));
    return new Pod(pod.json().withAt(labels, "metadata", "labels"));
  }

  /// Whether the pod mounts the claims of its number.
  static boolean hasStorage(StatefulSet set, Pod pod) {
    int ordinal = Ordinal.of(pod);
    return set.spec().volumeClaimTemplates().stream()
        .allMatch(template ->
            pod.spec().volumes().stream()
                .anyMatch(volume ->
                    volume.name().equals(template.name())
                        && volume
                            .persistentVolumeClaim()
                            .claimName()
                            .equals(Ordinal.claimName(set, template, ordinal))));
  }

  /// Its volumes of the same names give way to those of the claims.
  static Pod withStorage(StatefulSet set, Pod pod) {
    List<Json> volumes = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (PersistentVolumeClaim template : set.spec().volumeClaimTemplates()) {
      taken.add(template.name());
      String claim = Ordinal.claimName(set, template, Ordinal.of(pod));
      volumes.add(
          JsonObject.EMPTY
              .with("name", template.name())
              .with("persistentVolumeClaim", JsonObject.EMPTY.with("claimName", claim)));
    }
    for (Volume volume : pod.spec().volumes()) {
      if (!taken.contains(volume.name())) {
        volumes.add(volume.json());
      }
    }
    return volumes.isEmpty()
        ? pod
        : new Pod(pod.json().withAt(JsonArray.of(volumes), "spec", "volumes"));
  }

  /// The claims that the pod's volumes need.
  static List<PersistentVolumeClaim> claims(StatefulSet set, Pod pod) {
    int ordinal = Ordinal.of(pod);
    return set.spec().volumeClaimTemplates().stream()
        .map(template -> claim(set, template, ordinal))
        .toList();
  }

  private static PersistentVolumeClaim claim(
      StatefulSet set, PersistentVolumeClaim template, int ordinal) {
    JsonObject metadata = template.json().object("metadata");
    JsonObject labels = metadata.object("labels");
    for (var label : set.spec().selector().matchLabels().entrySet()) {
      labels = labels.with(label.getKey(), label.getValue());
    }
    metadata =
        metadata
            .with("name", Ordinal.claimName(set, template, ordinal))
            .with("namespace", set.namespace());
    metadata = labels.isEmpty() ? metadata : metadata.with("labels", labels);
    return new PersistentVolumeClaim(
        PersistentVolumeClaim.EMPTY
            .json()
            .with("metadata", metadata)
            .with("spec", template.json().object("spec")));
  }
}
