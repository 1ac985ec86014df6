package k4j.apiserver.discovery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Subresource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.conversion.StorageVersions;

/// The discovery documents of one group or one version each, which clients before 1.26 read.
final class OldDiscovery {

  /// kube-apiserver stores them in an old version, which only its hash tells.
  private static final ResourceName DEFINITIONS =
      new ResourceName("apiextensions.k8s.io", "v1", "customresourcedefinitions");

  private OldDiscovery() {}

  /// What `/api` answers.
  ///
  /// @param address where clients of any network reach the server, `host:port`
  static JsonObject versions(String address) {
    JsonObject everywhere =
        JsonObject.EMPTY.with("clientCIDR", "0.0.0.0/0").with("serverAddress", address);
    return JsonObject.EMPTY
        .with("kind", "APIVersions")
        .with("versions", JsonArray.of(Json.of("v1")))
        .with("serverAddressByClientCIDRs", JsonArray.of(everywhere));
  }

  /// What `/apis` answers.
  static JsonObject groups(List<ServedGroup> groups) {
    List<JsonObject> shown =
        groups.stream().filter(g -> !g.name().isEmpty()).map(OldDiscovery::members).toList();
    return JsonObject.EMPTY
        .with("kind", "APIGroupList")
        .with("apiVersion", "v1")
        .with("groups", JsonArray.of(shown));
  }

  /// What `/apis/GROUP` answers.
  static JsonObject group(ServedGroup group) {
    return members(group).with("kind", "APIGroup").with("apiVersion", "v1");
  }

  private static JsonObject members(ServedGroup group) {
    List<JsonObject> versions = group.versions().stream().map(OldDiscovery::version).toList();
    return JsonObject.EMPTY
        .with("name", group.name())
        .with("versions", JsonArray.of(versions))
        .with("preferredVersion", versions.getFirst());
  }

  private static JsonObject version(ServedGroup.Version version) {
    return JsonObject.EMPTY
        .with("groupVersion", version.apiVersion())
        .with("version", version.name());
  }

  /// What `/api/v1` and `/apis/GROUP/VERSION` answer. The core group's has no `apiVersion`: it is
  /// as old as that.
  static JsonObject resources(ServedGroup.Version version) {
    var items = new ArrayList<JsonObject>();
    for (Resource resource : version.resources()) {
      items.add(resource(resource));
      resource.subresources().forEach(below -> items.add(subresource(resource, below)));
    }
    var out =
        JsonObject.builder()
            .put("kind", "APIResourceList")
            .put("groupVersion", version.apiVersion())
            .put("resources", JsonArray.of(items));
    if (!version.apiVersion().equals("v1")) {
      out.put("apiVersion", "v1");
    }
    return out.build();
  }

  private static JsonObject resource(Resource resource) {
    var out =
        JsonObject.builder()
            .put("name", resource.name().plural())
            .put("singularName", resource.singular())
            .put("namespaced", resource.namespaced())
            .put("kind", resource.kind())
            .put("verbs", JsonArray.ofStrings(resource.verbs()));
    putWords(out, "shortNames", resource.shortNames());
    putWords(out, "categories", resource.categories());
    if (resource.verbs().contains("watch")) {
      out.put("storageVersionHash", storageVersionHash(resource));
    }
    return out.build();
  }

  private static void putWords(JsonObjectBuilder out, String name, List<String> words) {
    if (!words.isEmpty()) {
      out.put(name, JsonArray.ofStrings(words));
    }
  }

  private static JsonObject subresource(Resource resource, Subresource below) {
    GroupVersionKind kind = GroupVersionKind.of(below);
    var out =
        JsonObject.builder()
            .put("name", resource.name().plural() + "/" + below.name())
            .put("singularName", "")
            .put("namespaced", resource.namespaced())
            .put("kind", kind.kind())
            .put("verbs", JsonArray.ofStrings(below.verbs()));
    if (!kind.apiVersion().equals(resource.apiVersion())) {
      out.put("group", kind.group()).put("version", kind.version());
    }
    return out.build();
  }

  private static String storageVersionHash(Resource resource) {
    ResourceName stored = StorageVersions.storedAs(resource.name());
    String version = DEFINITIONS.equals(stored) ? "v1beta1" : stored.version();
    String text = stored.group() + "/" + version + "/" + resource.kind();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
