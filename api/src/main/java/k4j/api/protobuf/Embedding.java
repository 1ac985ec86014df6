package k4j.api.protobuf;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// The structs whose fields stand in their owner in JSON and in a message of their own in protobuf,
/// and the lists of texts that are a message of their own.
final class Embedding {

  private static final Set<String> REFERENCE = Set.of("name");
  private static final Set<String> OPAQUE = Set.of("opaque");
  private static final Set<String> RULE = Set.of("apiGroups", "apiVersions", "resources", "scope");

  /// By the last part of the owner's name.
  private static final Map<String, Part> PARTS =
      Map.ofEntries(
          Map.entry("Volume", Part.allBut(2, Set.of("name"))),
          Map.entry(
              "PersistentVolumeSpec",
              Part.allBut(
                  2,
                  Set.of(
                      "capacity",
                      "accessModes",
                      "claimRef",
                      "persistentVolumeReclaimPolicy",
                      "storageClassName",
                      "mountOptions",
                      "volumeMode",
                      "nodeAffinity",
                      "volumeAttributesClassName"))),
          Map.entry("EphemeralContainer", Part.allBut(1, Set.of("targetContainerName"))),
          Map.entry("Probe", Part.only(1, Set.of("exec", "grpc", "httpGet", "tcpSocket"))),
          Map.entry("ConfigMapEnvSource", Part.only(1, REFERENCE)),
          Map.entry("ConfigMapKeySelector", Part.only(1, REFERENCE)),
          Map.entry("ConfigMapProjection", Part.only(1, REFERENCE)),
          Map.entry("ConfigMapVolumeSource", Part.only(1, REFERENCE)),
          Map.entry("SecretEnvSource", Part.only(1, REFERENCE)),
          Map.entry("SecretKeySelector", Part.only(1, REFERENCE)),
          Map.entry("SecretProjection", Part.only(1, REFERENCE)),
          Map.entry("APIResource", Part.only(4, Set.of("verbs"))),
          Map.entry("IngressRule", Part.only(2, Set.of("http"))),
          Map.entry("DeviceAllocationConfiguration", Part.only(3, OPAQUE)),
          Map.entry("DeviceClaimConfiguration", Part.only(2, OPAQUE)),
          Map.entry("DeviceClassConfiguration", Part.only(1, OPAQUE)),
          Map.entry("RuleWithOperations", Part.only(2, RULE)),
          Map.entry("NamedRuleWithOperations", Part.allBut(2, Set.of("resourceNames"))));

  private Embedding() {}

  /// @param number of the message in its owner
  /// @param names of fields
  /// @param inside whether the names are those in the message, or those outside it
  private record Part(int number, Set<String> names, boolean inside) {
    static Part only(int number, Set<String> names) {
      return new Part(number, names, true);
    }

    static Part allBut(int number, Set<String> names) {
      return new Part(number, names, false);
    }
  }

  /// The numbers of the messages around a field, outermost first.
  static List<Integer> path(String definition, String field) {
    String kind = definition.substring(definition.lastIndexOf('.') + 1);
    Part part = PARTS.get(kind);
    if (part == null || part.names().contains(field) != part.inside()) {
      return List.of();
    }
    boolean twice = kind.equals("NamedRuleWithOperations") && RULE.contains(field);
    return twice ? List.of(part.number(), 2) : List.of(part.number());
  }
}
