package k4j.apiserver.strategy.warning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.pod.preparation.AppArmorProfiles;

/// What a person should hear about a pod, or about the template of one (kubernetes, `api/pod`,
/// warnings).
public final class PodWarnings {

  private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_OF = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String NOT_ANY_MORE =
      ": non-functional in v1.27+; use the \"seccompProfile\" field instead";
  private static final Map<String, String> ANNOTATIONS = annotations();
  private static final Map<String, String> VOLUMES = volumes();
  private static final String[] CONTAINERS = {
    "initContainers", "containers", "ephemeralContainers"
  };

  private final JsonObject whole;
  private final JsonObject spec;
  private final JsonObject annotations;
  private final FieldPath root;
  private final List<String> out = new ArrayList<>();

  private PodWarnings(JsonObject pod, FieldPath root) {
    whole = pod;
    spec = pod.object("spec");
    annotations = pod.object("metadata").object("annotations");
    this.root = root;
  }

  private static Map<String, String> annotations() {
    var map = new LinkedHashMap<String, String>();
    map.put(
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead");
    String sysctls = "non-functional in v1.11+; use the \"sysctls\" field instead";
    map.put("security.alpha.kubernetes.io/sysctls", sysctls);
    map.put("security.alpha.kubernetes.io/unsafe-sysctls", sysctls);
    return map;
  }

  private static Map<String, String> volumes() {
    var map = new LinkedHashMap<String, String>();
    map.put("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
    map.put("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+");
    map.put("scaleIO", "deprecated in v1.16, non-functional in v1.22+");
    map.put("flocker", "deprecated in v1.22, non-functional in v1.25+");
    map.put("storageos", "deprecated in v1.22, non-functional in v1.25+");
    map.put("quobyte", "deprecated in v1.22, non-functional in v1.25+");
    map.put("glusterfs", "deprecated in v1.25, non-functional in v1.26+");
    map.put("cephfs", "deprecated in v1.28, non-functional in v1.31+");
    map.put("rbd", "deprecated in v1.28, non-functional in v1.31+");
    return map;
  }

  /// @param pod a pod or a template of pods
  /// @param root where it stands in its object
  public static List<String> of(JsonObject pod, FieldPath root) {
    var warnings = new PodWarnings(pod, root);
    warnings.labels();
    warnings.annotated();
    warnings.mounted();
    warnings.names();
    warnings.fractions(warnings.spec, "overhead", root.child("spec"));
    warnings.containers();
    warnings.affinities();
    warnings.addresses();
    return List.copyOf(warnings.out);
  }

  private void labels() {
    FieldPath path = root.child("spec");
    for (String key : spec.object("nodeSelector").names()) {
      NodeLabels.key(key, path.child("nodeSelector").key(key), out);
    }
    JsonObject affinity = spec.object("affinity").object("nodeAffinity");
    FieldPath at = path.child("affinity", "nodeAffinity");
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    JsonArray terms = affinity.object(required).array("nodeSelectorTerms");
    for (int i = 0; i < terms.size(); i++) {
      FieldPath term = at.child(required, "nodeSelectorTerms").index(i);
      NodeLabels.term(terms.object(i), false, term, out);
    }
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    JsonArray wishes = affinity.array(preferred);
    for (int i = 0; i < wishes.size(); i++) {
      FieldPath wish = at.child(preferred).index(i).child("preference");
      NodeLabels.term(wishes.object(i).object("preference"), true, wish, out);
    }
    JsonArray spreads = spec.array("topologySpreadConstraints");
    for (int i = 0; i < spreads.size(); i++) {
      FieldPath spread = path.child("topologySpreadConstraints").index(i);
      NodeLabels.named(spreads.object(i).string("topologyKey"), spread.child("topologyKey"), out);
      unselected(spreads.object(i), spread);
    }
  }

  private void unselected(JsonObject term, FieldPath path) {
    if (!term.has("labelSelector")) {
      out.add(path.child("labelSelector") + ": a null labelSelector results in matching no pod");
    }
  }

  private void annotated() {
    ANNOTATIONS.forEach((key, why) -> {
      if (annotations.has(key)) {
        out.add(annotation(key) + ": " + why);
      }
    });
  }

  private FieldPath annotation(String key) {
    return root.child("metadata", "annotations").key(key);
  }

  private void mounted() {
    JsonArray volumes = spec.array("volumes");
    for (int i = 0; i < volumes.size(); i++) {
      JsonObject volume = volumes.object(i);
      FieldPath path = root.child("spec", "volumes").index(i);
      VOLUMES.forEach((kind, why) -> {
        if (volume.has(kind)) {
          out.add(path.child(kind.equals("storageos") ? "storageOS" : kind) + ": " + why);
        }
      });
      JsonObject template = volume.object("ephemeral").object("volumeClaimTemplate");
      FieldPath claim = path.child("ephemeral").child("volumeClaimTemplate", "spec");
      out.addAll(ClaimWarnings.of(template.object("spec"), claim));
    }
    PathOverlaps.check(volumes, out);
  }

  private void names() {
    doubled("hostAliases", "ip");
    doubled("imagePullSecrets", "name");
    JsonArray secrets = spec.array("imagePullSecrets");
    for (int i = 0; i < secrets.size(); i++) {
      if (secrets.object(i).string("name").isEmpty()) {
        FieldPath path = root.child("spec", "imagePullSecrets").index(i).child("name");
        out.add(path + ": invalid empty name \"\"");
      }
    }
  }

  private void doubled(String list, String field) {
    JsonArray items = spec.array(list);
    var seen = new HashSet<String>();
    for (int i = 0; i < items.size(); i++) {
      String value = items.object(i).string(field);
      if (!seen.add(value)) {
        FieldPath path = root.child("spec", list).index(i).child(field);
        out.add("%s: duplicate %s \"%s\"".formatted(path, field, value));
      }
    }
  }

  private void fractions(JsonObject owner, String list, FieldPath path) {
    for (String name : new String[] {"memory", "ephemeral-storage"}) {
      fraction(owner, list, name, path);
    }
  }

  private void fraction(JsonObject owner, String list, String name, FieldPath path) {
    JsonObject amounts = owner.object(list);
    if (!amounts.has(name)) {
      return;
    }
    Quantity amount = Quantity.of(amounts.get(name));
    if (!amount.isWhole()) {
      out.add(
          "%s: fractional byte value \"%s\" is invalid, must be an integer"
              .formatted(path.child(list).key(name), amount));
    }
  }

  private void containers() {
    boolean confined = spec.object("securityContext").has("seccompProfile");
    if (!confined && annotations.has(SECCOMP)) {
      out.add(annotation(SECCOMP) + NOT_ANY_MORE);
    }
    var ports = new PortWarnings();
    for (String list : CONTAINERS) {
      JsonArray containers = spec.array(list);
      for (int i = 0; i < containers.size(); i++) {
        FieldPath path = root.child("spec", list).index(i);
        container(containers.object(i), path);
        ports.container(containers.object(i), path);
      }
    }
    if (!root.equals(FieldPath.ROOT)) { // of a pod it was told before its fields were filled in
      out.addAll(AppArmorProfiles.warnings(whole, root));
    }
    out.addAll(ports.found());
    if (spec.integer("terminationGracePeriodSeconds") < 0) {
      out.add(
          root.child("spec", "terminationGracePeriodSeconds")
              + ": must be >= 0; negative values are invalid and will be treated as 1");
    }
  }

  private void container(JsonObject container, FieldPath path) {
    String name = container.string("name");
    JsonObject context = container.object("securityContext");
    if (!context.has("seccompProfile") && annotations.has(SECCOMP_OF + name)) {
      out.add(annotation(SECCOMP_OF + name) + NOT_ANY_MORE);
    }
    JsonObject resources = container.object("resources");
    for (String amount : new String[] {"memory", "ephemeral-storage"}) {
      fraction(resources, "limits", amount, path.child("resources"));
      fraction(resources, "requests", amount, path.child("resources"));
    }
    variables(container.array("env"), path);
  }

  private void variables(JsonArray variables, FieldPath path) {
    var seen = new HashSet<String>();
    for (int i = 0; i < variables.size(); i++) {
      JsonObject variable = variables.object(i);
      String name = variable.string("name");
      String value = variable.string("value");
      String reference = "$(" + name + ")";
      boolean extended = value.contains(reference) && !Objects.equals(value, reference);
      if (!seen.add(name) && (variable.has("valueFrom") || !extended)) {
        out.add(
            "%s: hides previous definition of \"%s\", which may be dropped when using apply"
                .formatted(path.child("env").index(i), name));
      }
    }
  }

  private void affinities() {
    for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
      JsonObject affinity = spec.object("affinity").object(kind);
      FieldPath path = root.child("spec", "affinity").child(kind);
      String required = "requiredDuringSchedulingIgnoredDuringExecution";
      JsonArray terms = affinity.array(required);
      for (int i = 0; i < terms.size(); i++) {
        unselected(terms.object(i), path.child(required).index(i));
      }
      String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
      JsonArray wishes = affinity.array(preferred);
      for (int i = 0; i < wishes.size(); i++) {
        FieldPath at = path.child(preferred).index(i).child("podAffinityTerm");
        unselected(wishes.object(i).object("podAffinityTerm"), at);
      }
    }
  }

  private void addresses() {
    FieldPath path = root.child("spec");
    List<String> servers = spec.object("dnsConfig").array("nameservers").strings();
    AddressForms.each(servers, path.child("dnsConfig", "nameservers"), out);
    JsonArray aliases = spec.array("hostAliases");
    for (int i = 0; i < aliases.size(); i++) {
      FieldPath at = path.child("hostAliases").index(i).child("ip");
      AddressForms.one(aliases.object(i).string("ip"), at, out);
    }
  }
}
