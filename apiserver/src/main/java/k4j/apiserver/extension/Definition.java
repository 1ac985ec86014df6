package k4j.apiserver.extension;

import k4j.api.json.JsonObject;
import k4j.apiserver.extension.CustomKind.Parts;
import k4j.apiserver.extension.definition.DefinitionConditions;
import k4j.apiserver.extension.definition.StatusPlan;
import k4j.apiserver.storage.StoredObject;
import org.jspecify.annotations.Nullable;

/// One CustomResourceDefinition at one revision, and what it makes the server serve.
///
/// @param accepted whether its names are its own, so that it is served
/// @param settled whether its status says all that it should
/// @param finishing whether its objects have to be removed
record Definition(
    String name,
    long revision,
    StoredObject stored,
    CustomKind kind,
    boolean accepted,
    boolean established,
    boolean settled,
    boolean finishing) {

  /// @param before the same definition at an earlier revision
  static Definition of(
      String name, long revision, StoredObject stored, @Nullable Definition before, Parts parts) {
    JsonObject tree = stored.tree();
    boolean established = DefinitionConditions.isTrue(tree, DefinitionConditions.ESTABLISHED);
    CustomKind kind =
        before != null && before.kind().fits(tree) ? before.kind() : new CustomKind(stored, parts);
    return new Definition(
        name,
        revision,
        stored,
        kind,
        established || DefinitionConditions.isTrue(tree, DefinitionConditions.NAMES_ACCEPTED),
        established,
        established && revision >= 0 && StatusPlan.isSettled(tree),
        tree.object("metadata").has("deletionTimestamp")
            && tree.object("metadata")
                .array("finalizers")
                .strings()
                .contains(DefinitionConditions.CLEANUP));
  }

  static boolean isTerminating(JsonObject definition) {
    return DefinitionConditions.isTrue(definition, DefinitionConditions.TERMINATING);
  }
}
