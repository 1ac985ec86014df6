package k4j.api.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The kinds that ship with Kubernetes 1.36, read from the compact form that the schema compiler
/// writes. A definition's fields are decoded when first asked for.
public final class BuiltinCatalog implements Catalog {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1";

  private final CompiledDefinitions definitions;
  private final Map<String, String> packages = new HashMap<>();
  private final Map<ResourceName, Resource> resources = new LinkedHashMap<>();

  public BuiltinCatalog() {
    byte[] bytes = resource("builtin.schema");
    var texts = new CompiledTexts(bytes, true);
    definitions = new CompiledDefinitions(bytes, texts, texts.end());
    var input = new CompiledInput(bytes, definitions.end() + 4, texts);
    for (int left = input.number(); left > 0; left--) {
      String openApi = input.text();
      packages.put(input.text(), openApi);
    }
    var reader = new ResourceReader(input, definitions::type);
    for (int left = input.number(); left > 0; left--) {
      Resource resource = reader.next();
      resources.put(resource.name(), resource);
    }
  }

  static byte[] resource(String name) {
    try (InputStream in = BuiltinCatalog.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Collection<Resource> resources() {
    return List.copyOf(resources.values());
  }

  @Override
  public @Nullable Resource resource(ResourceName name) {
    return resources.get(name);
  }

  @Override
  public @Nullable ObjectType kind(String apiVersion, String kind) {
    String home = packages.get(apiVersion);
    if (home == null) {
      return null;
    }
    ObjectType type = definition(home + "." + kind);
    // Kinds such as DeleteOptions and Status belong to every group.
    ObjectType found = type == null ? definition(META + "." + kind) : type;
    return found == null || found.field("kind") == null ? null : found;
  }

  @Override
  public @Nullable ObjectType definition(String name) {
    int index = definitions.find(name);
    return index < 0 ? null : definitions.type(index);
  }

  @Override
  public Collection<String> definitionNames() {
    return IntStream.range(0, definitions.count())
        .filter(index -> !definitions.hidden(index))
        .mapToObj(definitions::name)
        .toList();
  }

  @Override
  public Optional<String> apiVersion(String definitionName) {
    String home = definitionName.substring(0, definitionName.lastIndexOf('.'));
    return packages.entrySet().stream()
        .filter(each -> each.getValue().equals(home) && !each.getKey().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public String describe(String definitionName) {
    int index = definitions.find(definitionName);
    Descriptions descriptions = definitions.descriptions();
    return index < 0 ? descriptions.other(definitionName) : descriptions.definition(index);
  }
}
