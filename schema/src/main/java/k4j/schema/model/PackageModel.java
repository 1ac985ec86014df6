package k4j.schema.model;

/// The definitions of one group and version.
///
/// @param name as the overlay and the Java packages name it: `apps/v1`
/// @param openApi how OpenAPI names it: `io.k8s.api.apps.v1`
/// @param apiVersion what stands in `apiVersion`
public record PackageModel(String name, String openApi, String apiVersion) {

  public String group() {
    return name.substring(0, name.indexOf('/'));
  }

  public String version() {
    return name.substring(name.indexOf('/') + 1);
  }

  public String javaPackage() {
    return "k4j.api." + name.replace('/', '.');
  }

  /// The protobuf package that the client's descriptors call it by.
  public String protobuf() {
    return openApi.replaceFirst("^io\\.k8s", "k8s.io").replace('-', '_');
  }
}
