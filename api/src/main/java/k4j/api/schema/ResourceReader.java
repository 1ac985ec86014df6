package k4j.api.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Reads the resources of the compiled schema.
final class ResourceReader {

  private final CompiledInput input;
  private final IntFunction<ObjectType> types;

  ResourceReader(CompiledInput input, IntFunction<ObjectType> types) {
    this.input = input;
    this.types = types;
  }

  Resource next() {
    ResourceName name = name(input.text(), input.text());
    String kind = input.text();
    String singular = input.text();
    int flags = input.number();
    List<String> shortNames = input.textList();
    List<String> categories = input.textList();
    List<String> verbs = input.textList();
    ObjectType type = types.apply(input.number());
    List<Resource.Subresource> subresources = subresources();
    List<Resource.Column> columns = columns();
    return new Resource(
        name,
        kind,
        singular,
        (flags & 1) != 0,
        shortNames,
        categories,
        verbs,
        (flags & 2) != 0,
        type,
        subresources,
        columns,
        input.textList());
  }

  private static ResourceName name(String apiVersion, String plural) {
    int slash = apiVersion.indexOf('/');
    return new ResourceName(
        slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1), plural);
  }

  private List<Resource.Subresource> subresources() {
    int size = input.number();
    var result = new ArrayList<Resource.Subresource>(size);
    for (int i = 0; i < size; i++) {
      result.add(new Resource.Subresource(input.text(), input.text(), input.textList()));
    }
    return result;
  }

  private List<Resource.Column> columns() {
    int size = input.number();
    var result = new ArrayList<Resource.Column>(size);
    for (int i = 0; i < size; i++) {
      result.add(
          new Resource.Column(
              input.text(), input.text(), input.text(), input.text(), input.number()));
    }
    return result;
  }
}
