package k4j.apiserver.extension;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.apiserver.storage.StoredObject;
import org.jspecify.annotations.Nullable;

/// What all versions of one custom resource share, as long as its definition says the same.
final class CustomKind {

  private final StoredObject definition;
  private final JsonObject names;
  private final String group;
  private final boolean namespaced;
  private final boolean preserves;
  private final boolean terminating;
  private final ObjectType metadata;
  private final Converter converter;
  private final String storageVersion;
  private final String edition;
  private final Map<String, CustomVersion> versions = new LinkedHashMap<>();

  /// What custom resources need of the server.
  ///
  /// @param metadata the type of `ObjectMeta`
  record Parts(ObjectType metadata, ObjectType listMetadata, Converters converters) {}

  CustomKind(StoredObject definition, Parts parts) {
    this.definition = definition;
    JsonObject tree = definition.tree();
    JsonObject spec = tree.object("spec");
    names = tree.object("status").object("acceptedNames");
    group = spec.string("group");
    namespaced = spec.string("scope").equals("Namespaced");
    preserves = spec.bool("preserveUnknownFields");
    terminating = Definition.isTerminating(tree);
    metadata = parts.metadata();
    converter = parts.converters().of(tree);
    String stored = "";
    List<JsonObject> all = spec.array("versions").objects();
    for (int i = 0; i < all.size(); i++) {
      var version = new CustomVersion(this, all.get(i), i, parts.listMetadata());
      versions.put(version.name(), version);
      stored = all.get(i).bool("storage") ? version.name() : stored;
    }
    storageVersion = stored;
    JsonObject about = tree.object("metadata");
    edition = about.string("uid") + "/" + about.integer("generation");
  }

  /// Whether a definition says the same of its resource as the one that this was made of.
  boolean fits(JsonObject other) {
    JsonObject tree = definition.tree();
    return tree.object("spec").equals(other.object("spec"))
        && names.equals(other.object("status").object("acceptedNames"))
        && terminating == Definition.isTerminating(other)
        && tree.object("metadata").string("uid").equals(other.object("metadata").string("uid"));
  }

  JsonObject versionJson(int index) {
    return definition.tree().object("spec").array("versions").object(index);
  }

  JsonObject definition() {
    return definition.tree();
  }

  /// Another text whenever the definition says something else.
  String edition() {
    return edition;
  }

  String group() {
    return group;
  }

  String plural() {
    return names.string("plural");
  }

  String kind() {
    return names.string("kind");
  }

  String listKind() {
    return names.string("listKind");
  }

  JsonObject names() {
    return names;
  }

  boolean namespaced() {
    return namespaced;
  }

  /// Whether nothing is pruned, as in definitions of old.
  boolean preservesUnknown() {
    return preserves;
  }

  boolean terminating() {
    return terminating;
  }

  ObjectType metadata() {
    return metadata;
  }

  Converter converter() {
    return converter;
  }

  String storageVersion() {
    return storageVersion;
  }

  Map<String, CustomVersion> versions() {
    return versions;
  }

  @Nullable CustomVersion version(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 || !apiVersion.substring(0, slash).equals(group)
        ? null
        : versions.get(apiVersion.substring(slash + 1));
  }

  /// The version in which objects are stored.
  Optional<CustomVersion> stored() {
    return Optional.ofNullable(versions.get(storageVersion));
  }

  void retire() {
    versions.values().forEach(version -> version.watches().close());
  }
}
