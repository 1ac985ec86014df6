package k4j.apiserver.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.authorization.Rule;
import org.jspecify.annotations.Nullable;

/// The roles and bindings of Kubernetes 1.36, read from compact text files beside this class.
public final class DefaultRoles {

  private static final String API_VERSION = "rbac.authorization.k8s.io/v1";
  private static final String API_GROUP = "rbac.authorization.k8s.io";
  private static final List<String> FILES =
      List.of("cluster-roles.txt", "controller-roles.txt", "namespace-roles.txt");

  private final List<JsonObject> found = new ArrayList<>();
  private @Nullable Draft draft;

  private DefaultRoles() {}

  /// All of them, roles with the rules that they aggregate.
  public static List<JsonObject> all() {
    var reading = new DefaultRoles();
    FILES.forEach(reading::read);
    return reading.found.stream()
        .map(role ->
            role.has("aggregationRule")
                ? role.with("rules", RbacRoles.collected(role, reading.found))
                : role)
        .toList();
  }

  /// What every node may do: the rules of `system:node`.
  public static List<Rule> nodeRules() {
    return all().stream()
        .filter(role -> role.object("metadata").string("name").equals("system:node"))
        .filter(role -> role.string("kind").equals("ClusterRole"))
        .flatMap(role -> Rule.allOf(role).stream())
        .toList();
  }

  private void read(String file) {
    try (InputStream in = DefaultRoles.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the program is incomplete: " + file + " is missing");
      }
      new String(in.readAllBytes(), UTF_8).lines().forEach(this::line);
      finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void line(String line) {
    if (line.startsWith("#")) {
      return;
    }
    String[] words = line.strip().split(" ", -1);
    if (!line.startsWith(" ")) {
      finish();
      draft = new Draft(words);
    } else if (draft != null) {
      draft.add(words);
    }
  }

  private void finish() {
    if (draft != null) {
      found.add(draft.build());
      draft = null;
    }
  }

  /// One object while its lines are read.
  private static final class Draft {

    private final String kind;
    private final String namespace;
    private final String name;
    private final JsonObject roleRef;
    private final List<JsonObject> items = new ArrayList<>();
    private final List<JsonObject> selectors = new ArrayList<>();
    private JsonObject labels =
        JsonObject.EMPTY.with("kubernetes.io/bootstrapping", "rbac-defaults");

    Draft(String[] words) {
      kind = words[0];
      int slash = kind.startsWith("Cluster") ? -1 : words[1].indexOf('/');
      namespace = slash < 0 ? "" : words[1].substring(0, slash);
      name = words[1].substring(slash + 1);
      roleRef =
          words.length < 5
              ? JsonObject.EMPTY
              : JsonObject.builder()
                  .put("apiGroup", API_GROUP)
                  .put("kind", words[3])
                  .put("name", words[4])
                  .build();
    }

    void add(String[] words) {
      switch (words[0]) {
        case "label" -> labels = labels.with(words[1], "true");
        case "collect" ->
            selectors.add(
                JsonObject.EMPTY.with("matchLabels", JsonObject.EMPTY.with(words[1], "true")));
        case "User", "Group" ->
            items.add(
                JsonObject.builder()
                    .put("apiGroup", API_GROUP)
                    .put("kind", words[0])
                    .put("name", words[1])
                    .build());
        case "ServiceAccount" -> items.add(serviceAccount(words[1]));
        default -> items.add(rule(words));
      }
    }

    private static JsonObject serviceAccount(String path) {
      int slash = path.indexOf('/');
      return JsonObject.builder()
          .put("kind", "ServiceAccount")
          .put("name", path.substring(slash + 1))
          .put("namespace", path.substring(0, slash))
          .build();
    }

    private static JsonObject rule(String[] words) {
      var rule = JsonObject.builder().put("verbs", list(words[0]));
      if (words[1].equals("at")) {
        return rule.put("nonResourceURLs", list(words[2])).build();
      }
      rule.put("resources", list(words[2])).put("apiGroups", groups(words[4]));
      if (words.length > 6) {
        rule.put("resourceNames", list(words[6]));
      }
      return rule.build();
    }

    private static JsonArray list(String words) {
      return JsonArray.ofStrings(Arrays.asList(words.split(",", -1)));
    }

    private static JsonArray groups(String words) {
      return JsonArray.ofStrings(
          Arrays.stream(words.split(",", -1)).map(g -> g.equals("core") ? "" : g).toList());
    }

    JsonObject build() {
      var metadata =
          JsonObject.builder()
              .put("name", name)
              .put("labels", labels)
              .put("annotations", JsonObject.EMPTY.with(Reconciliation.ROLE_UPDATE, "true"));
      if (!namespace.isEmpty()) {
        metadata.put("namespace", namespace);
      }
      var out =
          JsonObject.builder()
              .put("apiVersion", API_VERSION)
              .put("kind", kind)
              .put("metadata", metadata.build());
      if (!roleRef.isEmpty()) {
        out.put("roleRef", roleRef);
        if (!items.isEmpty()) {
          out.put("subjects", JsonArray.of(items));
        }
      } else if (!selectors.isEmpty()) {
        out.put(
            "aggregationRule",
            JsonObject.EMPTY.with("clusterRoleSelectors", JsonArray.of(selectors)));
      } else {
        out.put("rules", JsonArray.of(items));
      }
      return out.build();
    }
  }
}
