package k4j.controllers.garbage;

import java.util.List;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.v1.ObjectMeta;
import k4j.api.meta.v1.OwnerReference;
import k4j.client.Unstructured;
import k4j.controllers.ownership.Owners;

/// What the garbage collector keeps of an object.
///
/// @param deleting whether its deletion was asked for
/// @param foreground whether it waits for its dependents to go first
/// @param orphaning whether its dependents are to be let go first
record Item(
    Kind<Unstructured> kind,
    String namespace,
    String name,
    String uid,
    List<Owner> owners,
    boolean deleting,
    boolean foreground,
    boolean orphaning) {

  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  Item {
    owners = List.copyOf(owners);
  }

  static Item of(Kind<Unstructured> kind, ApiObject object) {
    ObjectMeta metadata = Owners.metadata(object);
    List<OwnerReference> owners = metadata.ownerReferences();
    return new Item(
        kind,
        object.namespace(),
        object.name(),
        object.uid(),
        owners.stream().map(Owner::of).toList(),
        object.isDeleting(),
        object.isDeleting() && metadata.finalizers().contains(FOREGROUND),
        object.isDeleting() && metadata.finalizers().contains(ORPHAN));
  }

  boolean isOwnedBy(String owner) {
    return owners.stream().anyMatch(o -> o.uid().equals(owner));
  }

  /// Whether that owner's deletion waits for this object.
  boolean blocks(String owner) {
    return owners.stream().anyMatch(o -> o.uid().equals(owner) && o.blocks());
  }
}
