package k4j.schema.source;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import k4j.schema.model.PackageModel;
import k4j.schema.model.TypeModel;
import k4j.schema.model.TypeModel.ScalarName;

/// The words by which the overlay names a type: `string`, `list:Time`, `map:JSON`, `PodSpec`,
/// `meta/v1.ObjectMeta`.
final class TypeWords {

  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

  /// Types that hold any JSON, by the definition that OpenAPI shows for them.
  private static final Map<String, String> ANYTHING =
      Map.of(
          "any", "",
          "RawExtension", "io.k8s.apimachinery.pkg.runtime.RawExtension",
          "FieldsV1", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
          "JSON", EXTENSIONS + "JSON",
          "JSONSchemaPropsOrArray", EXTENSIONS + "JSONSchemaPropsOrArray",
          "JSONSchemaPropsOrBool", EXTENSIONS + "JSONSchemaPropsOrBool",
          "JSONSchemaPropsOrStringArray", EXTENSIONS + "JSONSchemaPropsOrStringArray");

  private static final Map<String, ScalarName> SCALARS =
      Stream.of(ScalarName.values()).collect(Collectors.toMap(ScalarName::word, s -> s));

  private final OverlayTypes overlay;

  TypeWords(OverlayTypes overlay) {
    this.overlay = overlay;
  }

  TypeModel type(String word, PackageModel home) {
    if (word.startsWith("list:")) {
      return new TypeModel.ListOf(type(word.substring(5), home));
    }
    if (word.startsWith("map:")) {
      return new TypeModel.MapOf(type(word.substring(4), home));
    }
    if (SCALARS.containsKey(word)) {
      return new TypeModel.Scalar(SCALARS.get(word));
    }
    if (ANYTHING.containsKey(word)) {
      return new TypeModel.Anything(ANYTHING.get(word));
    }
    return new TypeModel.Reference(definition(word, home));
  }

  private String definition(String word, PackageModel home) {
    int dot = word.indexOf('.');
    String name =
        dot < 0
            ? home.openApi() + "." + word
            : overlay.packages().stream()
                    .filter(p -> p.name().equals(word.substring(0, dot)))
                    .map(PackageModel::openApi)
                    .findFirst()
                    .orElseThrow()
                + word.substring(dot);
    if (!overlay.definitions().containsKey(name)) {
      throw new IllegalStateException("the overlay has no definition " + name);
    }
    return name;
  }
}
