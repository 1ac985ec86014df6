package k4j.scheduler.volumes;

import java.util.List;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;

/// What would be done for a pod's claims on one node.
///
/// @param bindings volumes that are there, with the claims they would be for
/// @param provisions claims for which volumes would be made
/// @param reasons why the node cannot do, else empty
record VolumeChoice(
    List<Binding> bindings, List<PersistentVolumeClaim> provisions, List<String> reasons) {

  record Binding(PersistentVolume volume, PersistentVolumeClaim claim) {}

  VolumeChoice {
    bindings = List.copyOf(bindings);
    provisions = List.copyOf(provisions);
    reasons = List.copyOf(reasons);
  }
}
