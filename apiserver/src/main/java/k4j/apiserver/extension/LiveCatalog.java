package k4j.apiserver.extension;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.extension.openapi.CustomSchemas;
import k4j.apiserver.openapi.schema.Schemas.Dialect;
import org.jspecify.annotations.Nullable;

/// The built-in kinds and, after them, those of custom resources as they are at the moment. Readers
/// take no lock: what is built in never changes, and the rest is swapped as a whole.
public final class LiveCatalog implements Catalog {

  private final Catalog builtin;
  private volatile @Nullable Kinds kinds = Kinds.NONE;
  private volatile CompletableFuture<Kinds> loading = CompletableFuture.completedFuture(Kinds.NONE);

  public LiveCatalog(Catalog builtin) {
    this.builtin = builtin;
  }

  public static LiveCatalog of(Catalog catalog) {
    return catalog instanceof LiveCatalog live ? live : new LiveCatalog(catalog);
  }

  /// From now on, who asks for a custom resource waits for the first `swap`.
  void load() {
    loading = new CompletableFuture<>();
    kinds = null;
  }

  void swap(Kinds next) {
    kinds = next;
    loading.complete(next);
  }

  Kinds kinds() {
    Kinds known = kinds;
    return known == null ? loading.join() : known;
  }

  public Catalog builtin() {
    return builtin;
  }

  @Override
  public Collection<Resource> resources() {
    var all = new ArrayList<Resource>(builtin.resources());
    all.addAll(kinds().resources());
    return all;
  }

  @Override
  public @Nullable Resource resource(ResourceName name) {
    Resource known = builtin.resource(name);
    if (known != null) {
      return known;
    }
    CustomVersion version = kinds().served().get(name);
    return version == null ? null : version.resource();
  }

  @Override
  public @Nullable ObjectType kind(String apiVersion, String kind) {
    ObjectType known = builtin.kind(apiVersion, kind);
    if (known != null) {
      return known;
    }
    CustomVersion version = kinds().kinds().get(apiVersion + "/" + kind);
    return version == null ? null : version.resource().type();
  }

  @Override
  public @Nullable ObjectType definition(String name) {
    ObjectType known = builtin.definition(name);
    if (known != null) {
      return known;
    }
    CustomVersion version = kinds().definitions().get(name);
    if (version == null) {
      return null;
    }
    return version.definitionName().equals(name) ? version.resource().type() : version.listType();
  }

  @Override
  public Collection<String> definitionNames() {
    List<String> all = new ArrayList<>(builtin.definitionNames());
    all.addAll(kinds().definitions().keySet());
    return all;
  }

  @Override
  public Optional<String> apiVersion(String definitionName) {
    CustomVersion version = kinds().definitions().get(definitionName);
    return version == null ? builtin.apiVersion(definitionName) : Optional.of(version.apiVersion());
  }

  @Override
  public String describe(String definitionName) {
    CustomVersion version = kinds().definitions().get(definitionName);
    return version == null
        ? builtin.describe(definitionName)
        : version.schema().raw().string("description");
  }

  @Override
  public String edition(String definitionName) {
    CustomVersion version = kinds().definitions().get(definitionName);
    return version == null ? "" : version.kind().edition();
  }

  @Override
  public @Nullable JsonObject openApi(String definitionName, boolean second) {
    CustomVersion version = kinds().definitions().get(definitionName);
    ObjectType described = builtin.kind("v1", "Pod");
    if (version == null || described == null) {
      return null;
    }
    var schemas = new CustomSchemas(described);
    Dialect dialect = second ? Dialect.V2 : Dialect.V3;
    Resource resource = version.resource();
    if (!version.definitionName().equals(definitionName)) {
      return schemas.list(resource, version.definitionName(), version.kind().listKind(), dialect);
    }
    JsonObject raw = version.json().object("schema").object("openAPIV3Schema");
    return schemas.kind(resource, raw, version.kind().preservesUnknown(), dialect);
  }
}
