package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import k4j.api.json.JsonObject;

/// The other objects of its namespace that a pod names.
public final class PodReferences {

  /// Kinds of volumes that name a secret, with where they do.
  private static final Map<String, Function<JsonObject, String>> SECRET_VOLUMES =
      Map.ofEntries(
          Map.entry("azureFile", source -> source.string("secretName")),
          Map.entry("secret", source -> source.string("secretName")),
          Map.entry("cephfs", PodReferences::secretRef),
          Map.entry("cinder", PodReferences::secretRef),
          Map.entry("flexVolume", PodReferences::secretRef),
          Map.entry("rbd", PodReferences::secretRef),
          Map.entry("scaleIO", PodReferences::secretRef),
          Map.entry("iscsi", PodReferences::secretRef),
          Map.entry("storageos", PodReferences::secretRef),
          Map.entry("csi", source -> source.object("nodePublishSecretRef").string("name")));

  private PodReferences() {}

  private static String secretRef(JsonObject source) {
    return source.object("secretRef").string("name");
  }

  /// Whether a pod only shows what a kubelet runs by itself. What it names gives nobody anything.
  public static boolean isMirror(JsonObject pod) {
    return pod.object("metadata").object("annotations").has("kubernetes.io/config.mirror");
  }

  /// All containers of a pod's spec: init, main, ephemeral.
  public static List<JsonObject> containers(JsonObject spec) {
    var all = new ArrayList<JsonObject>(spec.array("initContainers").objects());
    all.addAll(spec.array("containers").objects());
    all.addAll(spec.array("ephemeralContainers").objects());
    return all;
  }

  public static Set<String> secrets(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    Set<String> names = ofContainers(spec, "secretRef", "secretKeyRef");
    for (JsonObject reference : spec.array("imagePullSecrets").objects()) {
      names.add(reference.string("name"));
    }
    for (JsonObject volume : spec.array("volumes").objects()) {
      SECRET_VOLUMES.forEach((kind, name) -> names.add(name.apply(volume.object(kind))));
      names.addAll(projected(volume, "secret"));
    }
    names.remove("");
    return names;
  }

  public static Set<String> configMaps(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    Set<String> names = ofContainers(spec, "configMapRef", "configMapKeyRef");
    for (JsonObject volume : spec.array("volumes").objects()) {
      names.add(volume.object("configMap").string("name"));
      names.addAll(projected(volume, "configMap"));
    }
    names.remove("");
    return names;
  }

  public static Set<String> claims(JsonObject pod) {
    var names = new TreeSet<String>();
    for (JsonObject volume : pod.object("spec").array("volumes").objects()) {
      names.add(volume.object("persistentVolumeClaim").string("claimName"));
      if (volume.has("ephemeral")) {
        names.add(pod.object("metadata").string("name") + "-" + volume.string("name"));
      }
    }
    names.remove("");
    return names;
  }

  static Set<String> resourceClaims(JsonObject pod) {
    var names = new TreeSet<String>();
    for (JsonObject claim : pod.object("spec").array("resourceClaims").objects()) {
      names.add(claim.string("resourceClaimName"));
    }
    JsonObject status = pod.object("status");
    for (JsonObject claim : status.array("resourceClaimStatuses").objects()) {
      names.add(claim.string("resourceClaimName"));
    }
    names.add(status.object("extendedResourceClaimStatus").string("resourceClaimName"));
    names.remove("");
    return names;
  }

  private static Set<String> ofContainers(JsonObject spec, String whole, String key) {
    var names = new TreeSet<String>();
    for (JsonObject container : containers(spec)) {
      for (JsonObject from : container.array("envFrom").objects()) {
        names.add(from.object(whole).string("name"));
      }
      for (JsonObject variable : container.array("env").objects()) {
        names.add(variable.object("valueFrom").object(key).string("name"));
      }
    }
    return names;
  }

  private static List<String> projected(JsonObject volume, String kind) {
    return volume.object("projected").array("sources").objects().stream()
        .map(source -> source.object(kind).string("name"))
        .toList();
  }
}
