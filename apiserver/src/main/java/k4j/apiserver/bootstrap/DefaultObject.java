package k4j.apiserver.bootstrap;

import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;

/// One object that a cluster must have.
///
/// @param upkeep what happens to it when it exists already
public record DefaultObject(ResourceName resource, JsonObject object, Upkeep upkeep) {

  /// How far an object that exists is brought to what it should be.
  public enum Upkeep {
    /// It may be whatever its owner made of it.
    NONE,
    /// It has at least the rules, unless its owner opted out of updates.
    ROLE,
    /// It has at least the subjects, and the very role, unless its owner opted out of updates.
    BINDING,
    /// It has the very `spec`, unless its owner opted out of updates.
    SPEC,
    /// All but its metadata is as here.
    WHOLE
  }

  public String namespace() {
    return object.object("metadata").string("namespace");
  }

  public String name() {
    return object.object("metadata").string("name");
  }

  /// Where it is created.
  String collectionPath() {
    String namespace = namespace();
    return namespace.isEmpty()
        ? resource.root() + "/" + resource.plural()
        : resource.root() + "/namespaces/" + namespace + "/" + resource.plural();
  }

  String path() {
    return collectionPath() + "/" + name();
  }
}
