package k4j.apiserver.openapi.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Catalog;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;

/// What definitions say of themselves beyond their fields: of which kind they are, and which of
/// their fields exclude each other.
final class DefinitionExtensions {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final Set<String> IN_CORE =
      Set.of(
          META + "APIGroup",
          META + "APIGroupList",
          META + "APIResourceList",
          META + "APIVersions",
          META + "Status");
  private static final Set<String> IN_EVERY_GROUP =
      Set.of(META + "DeleteOptions", META + "WatchEvent");

  /// Every group and version that Kubernetes has types of, served or not.
  private static final List<String> GROUPS =
      Arrays.asList(
          """
          v1 admission.k8s.io/v1 admission.k8s.io/v1beta1 admissionregistration.k8s.io/v1 \
          admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 \
          apiextensions.k8s.io/v1 apiextensions.k8s.io/v1beta1 apiregistration.k8s.io/v1 \
          apiregistration.k8s.io/v1beta1 apps/v1 apps/v1beta1 apps/v1beta2 \
          authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1 \
          authorization.k8s.io/v1 authorization.k8s.io/v1beta1 autoscaling/v1 autoscaling/v2 \
          batch/v1 batch/v1beta1 certificates.k8s.io/v1 certificates.k8s.io/v1alpha1 \
          certificates.k8s.io/v1beta1 coordination.k8s.io/v1 coordination.k8s.io/v1alpha2 \
          coordination.k8s.io/v1beta1 discovery.k8s.io/v1 discovery.k8s.io/v1beta1 \
          events.k8s.io/v1 events.k8s.io/v1beta1 extensions/v1beta1 \
          flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 \
          flowcontrol.apiserver.k8s.io/v1beta2 flowcontrol.apiserver.k8s.io/v1beta3 \
          imagepolicy.k8s.io/v1alpha1 internal.apiserver.k8s.io/v1alpha1 networking.k8s.io/v1 \
          networking.k8s.io/v1beta1 node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1 \
          policy/v1 policy/v1beta1 rbac.authorization.k8s.io/v1 \
          rbac.authorization.k8s.io/v1alpha1 rbac.authorization.k8s.io/v1beta1 \
          resource.k8s.io/v1 resource.k8s.io/v1alpha3 resource.k8s.io/v1beta1 \
          resource.k8s.io/v1beta2 scheduling.k8s.io/v1 scheduling.k8s.io/v1alpha2 \
          scheduling.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1 \
          storage.k8s.io/v1beta1 storagemigration.k8s.io/v1beta1\
          """
              .split(" ", -1));

  /// Unions: the field that says which other one is set, where there is one, then those.
  private static final Map<String, List<String>> UNIONS =
      Map.of(
          "io.k8s.api.core.v1.AppArmorProfile", List.of("type", "localhostProfile"),
          "io.k8s.api.core.v1.PodSchedulingGroup", List.of("", "podGroupName"),
          "io.k8s.api.core.v1.SeccompProfile", List.of("type", "localhostProfile"),
          "io.k8s.api.flowcontrol.v1.LimitResponse", List.of("type", "queuing"),
          "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec",
              List.of("type", "exempt", "limited"),
          "io.k8s.api.flowcontrol.v1.Subject", List.of("kind", "group", "serviceAccount", "user"),
          "io.k8s.api.scheduling.v1alpha2.PodGroupSchedulingPolicy", List.of("", "basic", "gang"),
          "io.k8s.api.scheduling.v1alpha2.PodGroupTemplateReference", List.of("", "workload"));

  private DefinitionExtensions() {}

  static void put(ObjectType type, Catalog catalog, JsonObjectBuilder out) {
    String name = type.name();
    if (IN_EVERY_GROUP.contains(name)) {
      out.put(
          "x-kubernetes-group-version-kind",
          JsonArray.of(GROUPS.stream().map(gv -> kind(gv, simple(name))).toList()));
    } else if (IN_CORE.contains(name)) {
      out.put("x-kubernetes-group-version-kind", JsonArray.of(kind("v1", simple(name))));
    } else if (isKind(type)) {
      catalog
          .apiVersion(name)
          .ifPresent(apiVersion ->
              out.put(
                  "x-kubernetes-group-version-kind", JsonArray.of(kind(apiVersion, simple(name)))));
    }
    List<String> union = UNIONS.get(name);
    if (union != null) {
      out.put("x-kubernetes-unions", JsonArray.of(union(union)));
    }
  }

  private static boolean isKind(ObjectType type) {
    Field metadata = type.field("metadata");
    return type.field("kind") != null
        && metadata != null
        && metadata.type() instanceof ObjectType of
        && of.name().startsWith(META);
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static JsonObject kind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return JsonObject.EMPTY
        .with("group", slash < 0 ? "" : apiVersion.substring(0, slash))
        .with("version", apiVersion.substring(slash + 1))
        .with("kind", kind);
  }

  private static String capital(String field) {
    return field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
  }

  private static JsonObject union(List<String> fields) {
    var values = JsonObject.builder();
    fields.subList(1, fields.size()).forEach(f -> values.put(f, capital(f)));
    JsonObject union = JsonObject.EMPTY.with("fields-to-discriminateBy", values.build());
    return fields.getFirst().isEmpty() ? union : union.with("discriminator", fields.getFirst());
  }
}
