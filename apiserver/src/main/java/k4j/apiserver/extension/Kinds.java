package k4j.apiserver.extension;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;

/// Every custom resource at one moment. Never changes: a new moment is a new one.
///
/// @param served by group, version and plural
/// @param kinds by `apiVersion` and kind, with a slash between them
/// @param definitions by their OpenAPI names
/// @param resources those that discovery shows
record Kinds(
    Map<String, Definition> all,
    Map<ResourceName, CustomVersion> served,
    Map<String, CustomVersion> kinds,
    Map<String, CustomVersion> definitions,
    List<Resource> resources) {

  static final Kinds NONE = of(Map.of());

  static Kinds of(Map<String, Definition> all) {
    var served = new HashMap<ResourceName, CustomVersion>();
    var kinds = new HashMap<String, CustomVersion>();
    var definitions = new HashMap<String, CustomVersion>();
    var resources = new ArrayList<Resource>();
    for (Definition definition : all.values()) {
      for (CustomVersion version : versions(definition)) {
        served.put(version.resource().name(), version);
        kinds.put(version.kindName(), version);
        definitions.put(version.definitionName(), version);
        definitions.put(version.listName(), version);
        if (definition.established()) {
          resources.add(version.shown());
        }
      }
    }
    return new Kinds(all, served, kinds, definitions, List.copyOf(resources));
  }

  private static Collection<CustomVersion> versions(Definition definition) {
    return definition.accepted()
        ? definition.kind().versions().values().stream().filter(CustomVersion::isServed).toList()
        : List.of();
  }
}
