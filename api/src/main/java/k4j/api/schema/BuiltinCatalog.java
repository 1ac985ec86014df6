package k4j.api.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kinds that ship with Kubernetes 1.36, read from the compact form that the schema compiler
/// writes. A definition's fields are decoded when first asked for.
public final class BuiltinCatalog implements Catalog {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1";
  private static final int HIDDEN = 2;

  private final CompiledTexts texts;
  private final byte[] bytes;
  private final Descriptions descriptions;
  private final Map<String, String> packages = new HashMap<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<String> published = new ArrayList<>();
  private final List<ObjectType> types = new ArrayList<>();
  private final int[] offsets;
  private final Map<ResourceName, Resource> resources = new LinkedHashMap<>();

  public BuiltinCatalog() {
    bytes = resource("builtin.schema");
    texts = new CompiledTexts(bytes, true);
    var input = new CompiledInput(bytes, texts.end() + 4, texts);
    int fieldsStart = input.position() + input.fixed(texts.end());
    readPackages(input);
    offsets = new int[input.number()];
    descriptions =
        new Descriptions(offsets.length, i -> new CompiledInput(bytes, offsets[i], texts).number());
    readIndex(input, fieldsStart);
    var reader = new ResourceReader(input, types);
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

  private void readPackages(CompiledInput input) {
    for (int left = input.number(); left > 0; left--) {
      String openApi = input.text();
      packages.put(input.text(), openApi);
    }
  }

  private void readIndex(CompiledInput input, int fieldsStart) {
    var reader = new FieldReader(bytes, texts, types, descriptions);
    for (int i = 0; i < offsets.length; i++) {
      String name = input.text();
      int flags = input.number();
      int offset = fieldsStart + input.number();
      int index = i;
      offsets[i] = offset;
      indexes.put(name, i);
      types.add(new ObjectType(name, (flags & 1) != 0, () -> reader.fields(index, offset)));
      if ((flags & HIDDEN) == 0) {
        published.add(name);
      }
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
    Integer index = indexes.get(name);
    return index == null ? null : types.get(index);
  }

  @Override
  public Collection<String> definitionNames() {
    return List.copyOf(published);
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
    Integer index = indexes.get(definitionName);
    return index == null ? descriptions.other(definitionName) : descriptions.definition(index);
  }
}
