package k4j.api.cel.policy;

import java.util.Map;
import java.util.TreeMap;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.library.AuthorizerFunctions;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;

/// The variables that expressions of policies have. Pure.
public final class PolicyEnvironment {

  private static final DeclType TEXTS =
      new DeclType.MapOf(DeclTypes.STRING, DeclTypes.STRING, Long.MAX_VALUE);

  private PolicyEnvironment() {}

  /// @param base the language: as it is, or with what mutations need
  /// @param params whether the policy has a `paramKind`
  public static CelEnvironment of(CelEnvironment base, boolean params, boolean authorizer) {
    CelEnvironment environment =
        base.with("object", DeclTypes.DYN)
            .with("oldObject", DeclTypes.DYN)
            .with("request", request())
            .with("namespaceObject", namespace());
    if (params) {
      environment = environment.with("params", DeclTypes.DYN);
    }
    return authorizer
        ? environment
            .with("authorizer", opaque(AuthorizerFunctions.AUTHORIZER))
            .with("authorizer.requestResource", opaque(AuthorizerFunctions.RESOURCE))
        : environment;
  }

  /// The same, with the variables that the policy defines.
  public static CelEnvironment withVariables(
      CelEnvironment environment, Map<String, DeclType> variables) {
    return environment.with("variables", object("kubernetes.variables", variables));
  }

  private static DeclType opaque(String name) {
    return new DeclType.Simple(name, 0, 1);
  }

  private static DeclType object(String name, Map<String, DeclType> fields) {
    return new DeclType.ObjectOf(name, fields, 2);
  }

  private static DeclType texts(String name, String... fields) {
    var types = new TreeMap<String, DeclType>();
    for (String field : fields) {
      types.put(field, DeclTypes.STRING);
    }
    return object(name, types);
  }

  private static DeclType request() {
    DeclType kind = texts("kubernetes.GroupVersionKind", "group", "version", "kind");
    DeclType resource = texts("kubernetes.GroupVersionResource", "group", "version", "resource");
    DeclType values = new DeclType.ListOf(DeclTypes.STRING, Long.MAX_VALUE);
    var user = new TreeMap<String, DeclType>();
    user.put("username", DeclTypes.STRING);
    user.put("uid", DeclTypes.STRING);
    user.put("groups", values);
    user.put("extra", new DeclType.MapOf(DeclTypes.STRING, values, Long.MAX_VALUE));
    var request = new TreeMap<String, DeclType>();
    request.put("kind", kind);
    request.put("resource", resource);
    request.put("subResource", DeclTypes.STRING);
    request.put("requestKind", kind);
    request.put("requestResource", resource);
    request.put("requestSubResource", DeclTypes.STRING);
    request.put("name", DeclTypes.STRING);
    request.put("namespace", DeclTypes.STRING);
    request.put("operation", DeclTypes.STRING);
    request.put("userInfo", object("kubernetes.UserInfo", user));
    request.put("dryRun", DeclTypes.BOOL);
    request.put("options", DeclTypes.DYN);
    return object("kubernetes.AdmissionRequest", request);
  }

  private static DeclType namespace() {
    var metadata = new TreeMap<String, DeclType>();
    metadata.put("name", DeclTypes.STRING);
    metadata.put("generateName", DeclTypes.STRING);
    metadata.put("namespace", DeclTypes.STRING);
    metadata.put("labels", TEXTS);
    metadata.put("annotations", TEXTS);
    metadata.put("UID", DeclTypes.STRING);
    metadata.put("creationTimestamp", DeclTypes.TIMESTAMP);
    metadata.put("deletionGracePeriodSeconds", DeclTypes.INT);
    metadata.put("deletionTimestamp", DeclTypes.TIMESTAMP);
    metadata.put("generation", DeclTypes.INT);
    metadata.put("resourceVersion", DeclTypes.STRING);
    metadata.put("finalizers", new DeclType.ListOf(DeclTypes.STRING, Long.MAX_VALUE));
    var namespace = new TreeMap<String, DeclType>();
    namespace.put("metadata", object("kubernetes.NamespaceMetadata", metadata));
    namespace.put(
        "spec",
        object(
            "kubernetes.NamespaceSpec",
            Map.of("finalizers", new DeclType.ListOf(DeclTypes.STRING, Long.MAX_VALUE))));
    namespace.put("status", texts("kubernetes.NamespaceStatus", "phase"));
    return object("kubernetes.Namespace", namespace);
  }
}
