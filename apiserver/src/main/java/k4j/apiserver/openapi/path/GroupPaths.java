package k4j.apiserver.openapi.path;

import java.util.List;
import java.util.Optional;
import k4j.apiserver.discovery.ServedGroup;
import k4j.apiserver.openapi.path.Operation.Media;
import k4j.apiserver.openapi.path.Operation.Traffic;

/// The paths that are no resources: discovery, the version, the keys of service accounts.
final class GroupPaths {

  private GroupPaths() {}

  static PathItem coreVersions() {
    return versions("/api/", "getCoreAPIVersions", "core", "APIVersions");
  }

  static PathItem groups() {
    return versions("/apis/", "getAPIVersions", "apis", "APIGroupList");
  }

  private static PathItem versions(String path, String id, String tag, String definition) {
    return get(path, id, "get available API versions", tag, Media.OBJECT, definition);
  }

  static PathItem group(ServedGroup group) {
    String word = Wording.group(group.name());
    return get(
        "/apis/" + group.name() + "/",
        "get" + Wording.capital(word) + "APIGroup",
        "get information of a group",
        word,
        Media.OBJECT,
        "APIGroup");
  }

  static PathItem resources(ServedGroup group, ServedGroup.Version version) {
    var name = version.resources().getFirst().name();
    return get(
        name.root() + "/",
        "get" + Wording.prefix(group.name(), version.name()) + "APIResources",
        "get available resources",
        Wording.tag(name),
        Media.OBJECT,
        "APIResourceList");
  }

  private static PathItem get(
      String path,
      String id,
      String description,
      String tag,
      List<String> media,
      String definition) {
    return item(
        path, id, description, tag, new Media(media, media), ResourcePaths.META + definition);
  }

  private static PathItem item(
      String path, String id, String description, String tag, Media media, String answer) {
    return new PathItem(
        path,
        List.of(),
        List.of(
            new Operation(
                "get",
                id,
                description,
                tag,
                "",
                Optional.empty(),
                List.of(),
                Traffic.answer(media, answer))));
  }

  static PathItem version() {
    List<String> json = List.of("application/json");
    return item(
        "/version/",
        "getCodeVersion",
        "get the version information for this server",
        "version",
        new Media(json, json),
        "io.k8s.apimachinery.pkg.version.Info");
  }

  static PathItem openIdConfiguration() {
    return item(
        "/.well-known/openid-configuration/",
        "getServiceAccountIssuerOpenIDConfiguration",
        "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
        "WellKnown",
        new Media(List.of(), List.of("application/json")),
        Operation.TEXT);
  }

  static PathItem openIdKeys() {
    return item(
        "/openid/v1/jwks/",
        "getServiceAccountIssuerOpenIDKeyset",
        "get service account issuer OpenID JSON Web Key Set (contains public token verification"
            + " keys)",
        "openid",
        new Media(List.of(), List.of("application/jwk-set+json")),
        Operation.TEXT);
  }
}
