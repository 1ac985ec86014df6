package k4j.schema.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import k4j.schema.model.DefinitionModel;
import k4j.schema.model.ResourceModel;
import k4j.schema.model.SchemaModel;

/// Writes `k4j.api.Kinds`: a constant for each resource that is served by default.
public final class KindsWriter {

  private final SchemaModel schema;

  public KindsWriter(SchemaModel schema) {
    this.schema = schema;
  }

  public String kinds() {
    List<ResourceModel> served =
        schema.resources().stream().filter(ResourceModel::enabled).toList();
    Map<ResourceModel, String> constants = constants(served);
    var fields = new StringBuilder();
    var cases = new StringBuilder();
    var all = new ArrayList<String>();
    for (int i = 0; i < served.size(); i++) {
      ResourceModel resource = served.get(i);
      String view = view(resource);
      String constant = constants.get(resource);
      all.add(constant);
      fields.append(
          "  public static final Kind<%s> %s =\n      kind(%d, \"%s\", \"%s\", \"%s\", \"%s\", %s);\n\n"
              .formatted(
                  view,
                  constant,
                  i,
                  group(resource),
                  version(resource),
                  resource.plural(),
                  resource.kind(),
                  resource.namespaced()));
      cases.append("        case %d -> new %s(json);\n".formatted(i, view));
    }
    return source(fields.toString(), String.join(",\n          ", all), cases.toString());
  }

  private static String source(String fields, String all, String cases) {
    return """
    package k4j.api;

    import java.util.List;
    import java.util.function.Function;
    import javax.annotation.processing.Generated;
    import k4j.api.json.JsonObject;
    import k4j.api.meta.ApiObject;
    import k4j.api.meta.Kind;
    import k4j.api.schema.ResourceName;

    /// The resources that Kubernetes 1.36 serves by default, each with the view of its objects.
    @Generated("k4j.schema")
    public final class Kinds {

      private Kinds() {}

    %s  /// All of them.
      public static List<Kind<?>> all() {
        return List.of(
              %s);
      }

      private static <T extends ApiObject> Kind<T> kind(
          int index, String group, String version, String plural, String kind, boolean namespaced) {
        return new Kind<>(
            new ResourceName(group, version, plural), kind, namespaced, new Reader<>(index));
      }

      /// One class for all, so that naming a kind loads no other.
      private record Reader<T extends ApiObject>(int index) implements Function<JsonObject, T> {
        @Override
        @SuppressWarnings("unchecked")
        public T apply(JsonObject json) {
          return (T) view(json);
        }

        private ApiObject view(JsonObject json) {
          return switch (index) {
    %s        default -> throw new IllegalStateException("no kind " + index);
          };
        }
      }
    }
    """
        .formatted(fields, all, cases);
  }

  private String view(ResourceModel resource) {
    DefinitionModel kind = schema.kind(resource.apiVersion(), resource.kind()).orElseThrow();
    return kind.home().javaPackage() + "." + kind.simpleName();
  }

  private static String group(ResourceModel resource) {
    int slash = resource.apiVersion().indexOf('/');
    return slash < 0 ? "" : resource.apiVersion().substring(0, slash);
  }

  private static String version(ResourceModel resource) {
    return resource.apiVersion().substring(resource.apiVersion().indexOf('/') + 1);
  }

  /// The newest version of a group keeps the plain name; a name that two groups use is plain in the
  /// core group.
  private static Map<ResourceModel, String> constants(List<ResourceModel> served) {
    Map<String, ResourceModel> newest = new HashMap<>();
    served.forEach(r -> newest.put(group(r) + "/" + r.plural(), r));
    Set<String> taken = new HashSet<>();
    Map<ResourceModel, String> result = new HashMap<>();
    for (ResourceModel resource : served) {
      String name = JavaNames.constant(resource.kind(), resource.plural());
      if (newest.get(group(resource) + "/" + resource.plural()) != resource) {
        name += "_" + version(resource).toUpperCase(Locale.ROOT);
      }
      if (!taken.add(name)) {
        String group = group(resource).replaceFirst("\\..*", "");
        name = group.toUpperCase(Locale.ROOT) + "_" + name;
        taken.add(name);
      }
      result.put(resource, name);
    }
    return result;
  }
}
