package k4j.controllers.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.meta.ApiObject;
import k4j.api.meta.v1.ObjectMeta;
import k4j.api.meta.v1.OwnerReference;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;

/// Reads and makes owner references.
public final class Owners {

  private Owners() {}

  public static ObjectMeta metadata(ApiObject object) {
    return new ObjectMeta(object.json().object("metadata"));
  }

  /// The owner that controls the object.
  public static Optional<OwnerReference> controllerOf(ApiObject object) {
    List<OwnerReference> owners = metadata(object).ownerReferences();
    return owners.stream().filter(OwnerReference::controller).findFirst();
  }

  /// The UID of the owner that controls the object, or `""`.
  public static String controllerUid(ApiObject object) {
    return controllerOf(object).map(OwnerReference::uid).orElse("");
  }

  public static boolean isControlledBy(ApiObject object, ApiObject owner) {
    return controllerUid(object).equals(owner.uid());
  }

  /// What nobody controls, by namespace.
  public static <T extends ApiObject> Index<T> orphans(Informer<T> informer) {
    return informer.index(
        "orphans", o -> controllerUid(o).isEmpty() ? List.of(o.namespace()) : List.of());
  }

  /// What an owner controls and what it might adopt: all that it may have a claim on.
  public static <T extends ApiObject> List<T> claimable(Informer<T> informer, ApiObject owner) {
    var candidates = new ArrayList<>(informer.byController().get(owner.uid()));
    candidates.addAll(orphans(informer).get(owner.namespace()));
    return candidates;
  }

  /// The reference to an owner that controls and whose foreground deletion waits.
  public static OwnerReference controllerReference(ApiObject owner) {
    return OwnerReference.EMPTY
        .withApiVersion(owner.apiVersion())
        .withKind(owner.kind())
        .withName(owner.name())
        .withUid(owner.uid())
        .withController(true)
        .withBlockOwnerDeletion(true);
  }
}
