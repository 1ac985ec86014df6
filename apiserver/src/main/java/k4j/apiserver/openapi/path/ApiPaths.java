package k4j.apiserver.openapi.path;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.apiserver.discovery.ServedGroup;

/// All paths that the server has: those of built-in kinds by the document of OpenAPI v3 that shows
/// them, those of custom resources one by one.
public final class ApiPaths {

  private final CommonParameters parameters;
  private final List<ServedGroup> groups;
  private final Catalog catalog;
  private final List<Resource> builtin = new ArrayList<>();
  private final List<Resource> customs = new ArrayList<>();
  private final Map<String, List<Resource>> byDocument = new HashMap<>();

  public ApiPaths(Catalog catalog, ParameterTable table) {
    parameters = new CommonParameters(table);
    groups = ServedGroup.of(catalog);
    this.catalog = catalog;
    for (ServedGroup group : groups) {
      for (ServedGroup.Version served : group.versions()) {
        byDocument.put(name(served), served.resources());
        served.resources().forEach(each -> (isCustom(each) ? customs : builtin).add(each));
      }
    }
  }

  /// In the order of discovery.
  public List<Resource> builtin() {
    return builtin;
  }

  /// In the order of discovery.
  public List<Resource> customs() {
    return customs;
  }

  public boolean isCustom(Resource resource) {
    return !catalog.edition(resource.type().name()).isEmpty();
  }

  private boolean isCustom(ServedGroup.Version version) {
    return version.resources().stream().allMatch(this::isCustom);
  }

  /// Of a group that only definitions brought, nothing is told beyond their resources.
  private boolean isCustom(ServedGroup group) {
    return group.versions().stream().allMatch(this::isCustom);
  }

  /// The names of the documents: `api/v1`, `apis/apps/v1`, `version`.
  public List<String> documents() {
    var names = new ArrayList<>(List.of("api", "apis"));
    names.addAll(List.of(".well-known/openid-configuration", "openid/v1/jwks", "version"));
    for (ServedGroup group : groups) {
      if (!group.name().isEmpty() && !isCustom(group)) {
        names.add("apis/" + group.name());
      }
      group.versions().forEach(version -> names.add(name(version)));
    }
    names.sort(null);
    return List.copyOf(names);
  }

  private static String name(ServedGroup.Version version) {
    return version.resources().getFirst().name().root().substring(1);
  }

  /// The resources that a document is about; none for what is no group and version.
  public List<Resource> resources(String document) {
    return byDocument.getOrDefault(document, List.of());
  }

  /// The paths of one document that are not those of custom resources.
  public List<PathItem> paths(String document) {
    return switch (document) {
      case "api" -> List.of(GroupPaths.coreVersions());
      case "apis" -> List.of(GroupPaths.groups());
      case "version" -> List.of(GroupPaths.version());
      case ".well-known/openid-configuration" -> List.of(GroupPaths.openIdConfiguration());
      case "openid/v1/jwks" -> List.of(GroupPaths.openIdKeys());
      default -> ofGroup(document);
    };
  }

  private List<PathItem> ofGroup(String document) {
    for (ServedGroup group : groups) {
      if (isCustom(group)) {
        continue;
      }
      if (document.equals("apis/" + group.name())) {
        return List.of(GroupPaths.group(group));
      }
      for (ServedGroup.Version version : group.versions()) {
        if (name(version).equals(document)) {
          return isCustom(version) ? List.of() : ofVersion(group, version);
        }
      }
    }
    return List.of();
  }

  private List<PathItem> ofVersion(ServedGroup group, ServedGroup.Version version) {
    var items = new ArrayList<PathItem>();
    items.add(GroupPaths.resources(group, version));
    for (Resource resource : version.resources()) {
      if (!isCustom(resource)) {
        items.addAll(new ResourcePaths(resource, parameters).items());
      }
    }
    return items;
  }

  /// The paths of a custom resource.
  public List<PathItem> paths(Resource custom) {
    return new CustomPaths(custom, parameters).items();
  }
}
