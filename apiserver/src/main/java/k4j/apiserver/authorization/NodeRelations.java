package k4j.apiserver.authorization;

import java.util.Optional;
import java.util.function.Predicate;
import k4j.api.json.JsonObject;
import k4j.apiserver.registry.Reader;

/// Whether an object is of use to a node: because a pod there names it, directly or through a claim
/// and its volume.
final class NodeRelations {

  private final Reader reader;

  NodeRelations(Reader reader) {
    this.reader = reader;
  }

  boolean exist(String node, String plural, String namespace, String name) {
    return switch (plural) {
      case "pods" -> reader.get(Resources.PODS, namespace, name).filter(on(node)).isPresent();
      case "secrets" ->
          anyPod(node, namespace, pod -> PodReferences.secrets(pod).contains(name))
              || isSecretOfVolume(node, namespace, name);
      case "configmaps" ->
          anyPod(node, namespace, pod -> PodReferences.configMaps(pod).contains(name));
      case "serviceaccounts" ->
          anyPod(
              node, namespace, pod -> pod.object("spec").string("serviceAccountName").equals(name));
      case "persistentvolumeclaims" -> hasClaim(node, namespace, name);
      case "persistentvolumes" ->
          reader
              .get(Resources.PERSISTENT_VOLUMES, "", name)
              .filter(volume -> hasClaimOf(node, volume))
              .isPresent();
      case "resourceclaims" ->
          anyPod(node, namespace, pod -> PodReferences.resourceClaims(pod).contains(name));
      case "volumeattachments" ->
          reader.get(Resources.VOLUME_ATTACHMENTS, "", name).filter(on(node)).isPresent();
      case "podcertificaterequests" ->
          reader
              .get(Resources.POD_CERTIFICATE_REQUESTS, namespace, name)
              .filter(on(node))
              .isPresent();
      case "resourceslices" ->
          reader.get(Resources.RESOURCE_SLICES, "", name).filter(on(node)).isPresent();
      default -> false;
    };
  }

  private static Predicate<JsonObject> on(String node) {
    return object -> object.object("spec").string("nodeName").equals(node);
  }

  private boolean anyPod(String node, String namespace, Predicate<JsonObject> names) {
    Predicate<JsonObject> here = on(node);
    for (JsonObject pod : reader.list(Resources.PODS, namespace)) {
      if (here.test(pod) && !PodReferences.isMirror(pod) && names.test(pod)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasClaim(String node, String namespace, String claim) {
    return anyPod(node, namespace, pod -> PodReferences.claims(pod).contains(claim));
  }

  private boolean hasClaimOf(String node, JsonObject volume) {
    JsonObject claim = volume.object("spec").object("claimRef");
    return !claim.string("name").isEmpty()
        && hasClaim(node, claim.string("namespace"), claim.string("name"));
  }

  /// Volumes may name secrets of any namespace, in a reference of a kind of volume.
  private boolean isSecretOfVolume(String node, String namespace, String name) {
    for (JsonObject volume : reader.list(Resources.PERSISTENT_VOLUMES, "")) {
      if (namesSecret(volume, namespace, name) && hasClaimOf(node, volume)) {
        return true;
      }
    }
    return false;
  }

  private static boolean namesSecret(JsonObject volume, String namespace, String name) {
    JsonObject spec = volume.object("spec");
    String claimNamespace = spec.object("claimRef").string("namespace");
    for (String kind : spec.names()) {
      JsonObject source = spec.object(kind);
      for (String reference : source.names()) {
        Optional<JsonObject> secret =
            reference.equals("secretName")
                ? Optional.of(azureFile(source))
                : isForKubelets(reference)
                    ? Optional.of(source.object(reference))
                    : Optional.empty();
        if (secret.isPresent() && is(secret.get(), claimNamespace, namespace, name)) {
          return true;
        }
      }
    }
    return false;
  }

  /// What controllers need, no kubelet reads.
  private static boolean isForKubelets(String reference) {
    return reference.equals("secretRef")
        || (reference.startsWith("node") && reference.endsWith("SecretRef"));
  }

  private static JsonObject azureFile(JsonObject source) {
    return JsonObject.builder()
        .put("name", source.string("secretName"))
        .put("namespace", source.string("secretNamespace"))
        .build();
  }

  private static boolean is(
      JsonObject secret, String claimNamespace, String namespace, String name) {
    String own = secret.string("namespace");
    return secret.string("name").equals(name)
        && namespace.equals(own.isEmpty() ? claimNamespace : own);
  }
}
