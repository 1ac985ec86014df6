package k4j.cluster.kubeconfig;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Puts a cluster into a kubeconfig and takes it out again, leaving everything else as it was.
final class KubeconfigMerge {

  private static final String CURRENT = "current-context";

  private KubeconfigMerge() {}

  static JsonObject with(JsonObject config, ClusterAccess access) {
    JsonObject cluster =
        JsonObject.builder()
            .put("server", access.server())
            .put("certificate-authority-data", base64(access.authorityPem()))
            .build();
    JsonObject user =
        JsonObject.builder()
            .put("client-certificate-data", base64(access.certificatePem()))
            .put("client-key-data", base64(access.keyPem()))
            .build();
    JsonObject context =
        JsonObject.builder().put("cluster", access.name()).put("user", access.name()).build();
    JsonObject next = config.with("apiVersion", "v1").with("kind", "Config");
    next = entry(next, "clusters", access.name(), "cluster", cluster);
    next = entry(next, "users", access.name(), "user", user);
    next = entry(next, "contexts", access.name(), "context", keepNamespace(next, access, context));
    next = next.has("preferences") ? next : next.with("preferences", JsonObject.EMPTY);
    return next.with(CURRENT, access.name());
  }

  static JsonObject without(JsonObject config, String name) {
    JsonObject next = config;
    for (String list : new String[] {"clusters", "users", "contexts"}) {
      if (next.has(list)) {
        next = next.with(list, next.array(list).without(item -> isNamed(item, name)));
      }
    }
    return next.string(CURRENT).equals(name) ? next.with(CURRENT, "") : next;
  }

  /// `kubectl config set-context --namespace` of the user survives a restart.
  private static JsonObject keepNamespace(
      JsonObject config, ClusterAccess access, JsonObject context) {
    for (JsonObject item : config.array("contexts").objects()) {
      if (isNamed(item, access.name()) && item.object("context").has("namespace")) {
        return context.with("namespace", item.object("context").string("namespace"));
      }
    }
    return context;
  }

  private static JsonObject entry(
      JsonObject config, String list, String name, String field, JsonObject value) {
    JsonArray items = config.array(list);
    JsonObject item = JsonObject.EMPTY.with("name", name).with(field, value);
    for (int i = 0; i < items.size(); i++) {
      if (isNamed(items.get(i), name)) {
        return config.with(list, items.withAt(i, item));
      }
    }
    return config.with(list, items.with(item));
  }

  private static boolean isNamed(Json item, String name) {
    return item instanceof JsonObject object && object.string("name").equals(name);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
