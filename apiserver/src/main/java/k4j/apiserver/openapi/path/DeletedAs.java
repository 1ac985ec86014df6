package k4j.apiserver.openapi.path;

import java.util.Set;
import k4j.api.schema.Resource;

/// What a deletion answers with: most kinds a `Status`, a few the object.
final class DeletedAs {

  private static final Set<String> OBJECT =
      Set.of(
          "csidrivers.storage.k8s.io",
          "csinodes.storage.k8s.io",
          "deviceclasses.resource.k8s.io",
          "devicetaintrules.resource.k8s.io",
          "persistentvolumeclaims",
          "persistentvolumes",
          "pods",
          "podtemplates",
          "resourceclaims.resource.k8s.io",
          "resourceclaimtemplates.resource.k8s.io",
          "resourcepoolstatusrequests.resource.k8s.io",
          "resourcequotas",
          "resourceslices.resource.k8s.io",
          "serviceaccounts",
          "services",
          "storageclasses.storage.k8s.io",
          "volumeattachments.storage.k8s.io",
          "volumeattributesclasses.storage.k8s.io");

  private DeletedAs() {}

  static String definition(Resource resource) {
    return OBJECT.contains(resource.name().groupResource())
        ? resource.type().name()
        : ResourcePaths.META + "Status";
  }
}
