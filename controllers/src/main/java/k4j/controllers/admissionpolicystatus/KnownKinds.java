package k4j.controllers.admissionpolicystatus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import k4j.api.apiextensions.v1.CustomResourceDefinition;
import k4j.api.cel.policy.CatalogTypes;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import k4j.api.cel.type.SchemaTypes;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;

/// The kinds that expressions may be about, and their types: those built in, and custom ones. Pure.
record KnownKinds(Catalog catalog, List<CustomResourceDefinition> definitions) {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  KnownKinds {
    definitions = List.copyOf(definitions);
  }

  /// A kind of a resource.
  ///
  /// @param shown as warnings name it: `apps/v1, Kind=Deployment`
  record Typed(String shown, DeclType type) {}

  Optional<Typed> resource(ResourceName name) {
    Resource known = catalog.resource(name);
    if (known != null) {
      return Optional.of(new Typed(shown(name, known.kind()), CatalogTypes.of(known.type())));
    }
    return find(
            name.group(),
            name.version(),
            definition -> definition.spec().names().plural().equals(name.plural()))
        .map(found -> new Typed(shown(name, found.kind()), type(found.schema())));
  }

  private static String shown(ResourceName name, String kind) {
    return name.group() + "/" + name.version() + ", Kind=" + kind;
  }

  /// The type of a kind; anything at all where it is not known.
  DeclType kind(String apiVersion, String kind) {
    ObjectType known = catalog.kind(apiVersion, kind);
    if (known != null) {
      return CatalogTypes.of(known);
    }
    int slash = apiVersion.indexOf('/');
    return find(
            slash < 0 ? "" : apiVersion.substring(0, slash),
            apiVersion.substring(slash + 1),
            definition -> definition.spec().names().kind().equals(kind))
        .map(found -> type(found.schema()))
        .orElse(DeclTypes.DYN);
  }

  private record Found(String kind, JsonObject schema) {}

  private Optional<Found> find(
      String group, String version, Predicate<CustomResourceDefinition> wanted) {
    return definitions.stream()
        .filter(definition -> definition.spec().group().equals(group))
        .filter(wanted)
        .flatMap(definition ->
            definition.spec().versions().stream()
                .filter(each -> each.name().equals(version) && each.served())
                .map(each ->
                    new Found(
                        definition.spec().names().kind(),
                        each.schema().json().object("openAPIV3Schema"))))
        .findFirst();
  }

  /// Rules see the whole metadata, of which the schema of a definition says nothing.
  private DeclType type(JsonObject schema) {
    DeclType type = SchemaTypes.of(CelSchema.ofResource(schema)).orElse(DeclTypes.DYN);
    ObjectType metadata = catalog.definition(META);
    if (!(type instanceof DeclType.ObjectOf object) || metadata == null) {
      return type;
    }
    var fields = new LinkedHashMap<>(object.fields());
    fields.put("metadata", CatalogTypes.of(metadata, "objectMeta"));
    return new DeclType.ObjectOf(object.name(), fields, object.minSerializedSize())
        .named("objectType");
  }
}
