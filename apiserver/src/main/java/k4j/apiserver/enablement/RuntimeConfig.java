package k4j.apiserver.enablement;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.feature.FeatureGates;
import k4j.api.feature.GoBool;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;

/// Which group versions and resources are served: the defaults of 1.36, changed as
/// `--runtime-config` says (apiserver, `server/resourceconfig`). Pure.
public final class RuntimeConfig {

  private static final Map<String, String> WHOLES = wholes();

  /// The resources that also need a gate.
  private static final Map<String, String> GATES =
      Map.of(
          "clustertrustbundles.certificates.k8s.io", "ClusterTrustBundle",
          "podcertificaterequests.certificates.k8s.io", "PodCertificateRequest",
          "podgroups.scheduling.k8s.io", "GenericWorkload",
          "workloads.scheduling.k8s.io", "GenericWorkload",
          "storageversionmigrations.storagemigration.k8s.io", "StorageVersionMigrator",
          "storageversions.internal.apiserver.k8s.io", "StorageVersionAPI");

  private final Map<String, String> given;
  private final Map<String, Boolean> versions = new HashMap<>();
  private final Map<String, Boolean> resources = new HashMap<>();

  private RuntimeConfig(Map<String, String> given) {
    this.given = given;
  }

  /// What addresses many versions at once, in the order in which it counts.
  private static Map<String, String> wholes() {
    var wholes = new LinkedHashMap<String, String>();
    wholes.put("api/all", ".*");
    wholes.put("api/ga", "v\\d+");
    wholes.put("api/beta", "v\\d+beta\\d+");
    wholes.put("api/alpha", "v\\d+alpha\\d+");
    return wholes;
  }

  /// The catalog as it is to be served; the same where nothing is changed.
  ///
  /// @param text such as `api/beta=true,apps/v1=false`
  /// @throws IllegalArgumentException in Kubernetes' words
  public static Catalog apply(Catalog catalog, String text, FeatureGates gates) {
    if (text.isBlank()) {
      return catalog;
    }
    var given = new LinkedHashMap<String, String>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      given.put(key, equals < 0 ? "" : part.substring(equals + 1).strip());
    }
    var config = new RuntimeConfig(given);
    config.check(catalog);
    return new EnabledCatalog(catalog, resource -> config.enabled(resource, gates));
  }

  private void check(Catalog catalog) {
    if ("false".equals(given.get("api/all")) && given.size() == 1) {
      throw new IllegalArgumentException("invalid runtime-config with only api/all=false");
    }
    var unknown = new TreeSet<String>();
    given.forEach((key, value) -> {
      if (WHOLES.containsKey(key)) {
        checkWhole(key, value);
      } else {
        checkOne(key, value, catalog, unknown);
      }
    });
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown api groups " + String.join(",", unknown));
    }
  }

  private static void checkWhole(String key, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("invalid value %s=%s".formatted(key, value));
    }
  }

  private void checkOne(String key, String value, Catalog catalog, Set<String> unknown) {
    String[] tokens = key.equals("v1") ? new String[] {"", "v1"} : key.split("/", -1);
    if (tokens.length != 2 && tokens.length != 3) {
      throw new IllegalArgumentException("runtime-config invalid key " + key);
    }
    String group = tokens[0];
    String version = group.isEmpty() ? tokens[1] : group + "/" + tokens[1];
    if (catalog.resources().stream().noneMatch(each -> each.name().group().equals(group))) {
      unknown.add(version);
      return;
    }
    if (catalog.resources().stream().noneMatch(each -> each.apiVersion().equals(version))) {
      throw new IllegalArgumentException(
          "group version %s that has not been registered".formatted(version));
    }
    boolean on =
        value.isEmpty()
            || GoBool.parse(value, "invalid value of %s: %s, err: ".formatted(key, value));
    if (tokens.length == 2) {
      versions.put(version, on);
    } else if (!tokens[2].toLowerCase(Locale.ROOT).equals(tokens[2])) {
      throw new IllegalArgumentException(
          "invalid key %s: group/version/resource and resource is always lowercase plural, not \"%s\""
              .formatted(key, tokens[2]));
    } else {
      resources.put(version + "/" + tokens[2], on);
    }
  }

  private boolean enabled(Resource resource, FeatureGates gates) {
    String gate = GATES.get(resource.name().groupResource());
    return wanted(resource) && (gate == null || gates.enabled(gate));
  }

  private boolean wanted(Resource resource) {
    String version = resource.apiVersion();
    Boolean own = resources.get(version + "/" + resource.name().plural());
    if (own != null) {
      return own;
    }
    Boolean ofVersion = versions.get(version);
    if (ofVersion != null) {
      return ofVersion;
    }
    boolean on = resource.enabledByDefault();
    for (var whole : WHOLES.entrySet()) {
      String value = given.get(whole.getKey());
      if (value != null && resource.name().version().matches(whole.getValue())) {
        on = value.equals("true");
      }
    }
    return on;
  }
}
