package k4j.apiserver.strategy.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ObjectMetaValidation;
import k4j.api.validation.ValueFormats;

/// What the spec of a pod, or of a template of pods, must satisfy (kubernetes,
/// `apis/core/validation`).
public final class PodSpecValidation {

  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

  private PodSpecValidation() {}

  /// A template: metadata and spec.
  public static void template(JsonObject template, FieldPath path, FieldErrors errors) {
    JsonObject metadata = template.object("metadata");
    ObjectMetaValidation.labels(metadata.object("labels"), path.child("labels"), errors);
    ObjectMetaValidation.annotations(
        metadata.object("annotations"), path.child("annotations"), errors);
    PodAnnotations.check(template, path.child("annotations"), errors);
    spec(template.object("spec"), path.child("spec"), errors);
    PodAnnotations.match(template, path.child("spec"), errors);
  }

  public static void spec(JsonObject spec, FieldPath path, FieldErrors errors) {
    Map<String, JsonObject> volumes =
        VolumeValidation.volumes(spec.array("volumes"), path.child("volumes"), errors);
    containers(spec, volumes, path, errors);
    choice(spec, "restartPolicy", RESTART, path, errors);
    choice(spec, "dnsPolicy", DNS, path, errors);
    labels(spec.object("nodeSelector"), path.child("nodeSelector"), errors);
    PodFields.check(spec, path, errors);
    WindowsValidation.hostProcess(spec, path, errors);
    SecurityValidation.pod(spec, path.child("securityContext"), errors);
    pullSecrets(spec.array("imagePullSecrets"), path.child("imagePullSecrets"), errors);
    AffinityValidation.affinity(spec.object("affinity"), path.child("affinity"), errors);
    dns(spec, path, errors);
    gates(spec.array("schedulingGates"), path.child("schedulingGates"), errors);
    AffinityValidation.spread(
        spec.array("topologySpreadConstraints"), path.child("topologySpreadConstraints"), errors);
    names(spec, path, errors);
    TolerationValidation.check(spec.array("tolerations"), path.child("tolerations"), errors);
    hosts(spec.array("hostAliases"), path.child("hostAliases"), errors);
    if (spec.has("activeDeadlineSeconds")) {
      long deadline = spec.integer("activeDeadlineSeconds");
      if (deadline < 1 || deadline > Integer.MAX_VALUE) {
        errors.invalid(
            path.child("activeDeadlineSeconds"),
            deadline,
            "must be between 1 and 2147483647, inclusive");
      }
    }
  }

  private static void containers(
      JsonObject spec, Map<String, JsonObject> volumes, FieldPath path, FieldErrors errors) {
    JsonArray containers = spec.array("containers");
    FieldPath at = path.child("containers");
    if (containers.isEmpty()) {
      errors.required(at);
    }
    var names = new HashSet<String>();
    var validation = new ContainerValidation(spec, volumes, errors);
    for (int i = 0; i < containers.size(); i++) {
      validation.regular(containers.object(i), names, at.index(i));
    }
    JsonArray init = spec.array("initContainers");
    FieldPath initPath = path.child("initContainers");
    for (int i = 0; i < init.size(); i++) {
      validation.init(init.object(i), names, initPath.index(i));
    }
    JsonArray debug = spec.array("ephemeralContainers");
    for (int i = 0; i < debug.size(); i++) {
      validation.ephemeral(debug.object(i), names, path.child("ephemeralContainers").index(i));
    }
    validation.hostPorts(containers, at);
  }

  /// A value that must be set and one of several.
  static void choice(
      JsonObject object, String field, List<String> allowed, FieldPath path, FieldErrors errors) {
    String value = object.string(field);
    if (value.isEmpty()) {
      errors.required(path.child(field));
    } else if (!allowed.contains(value)) {
      errors.notSupported(path.child(field), value, allowed);
    }
  }

  static void known(String value, List<String> allowed, FieldPath path, FieldErrors errors) {
    if (value.isEmpty()) {
      errors.required(path);
    } else if (!allowed.contains(value)) {
      errors.notSupported(path, value, allowed);
    }
  }

  /// A value that may be set, to one of several.
  static void optionalChoice(
      JsonObject object, String field, List<String> allowed, FieldPath path, FieldErrors errors) {
    if (object.get(field) instanceof JsonString text && !allowed.contains(text.value())) {
      errors.notSupported(path.child(field), text.value(), allowed);
    }
  }

  static void labels(JsonObject labels, FieldPath path, FieldErrors errors) {
    ObjectMetaValidation.labels(labels, path, errors);
  }

  private static void pullSecrets(JsonArray secrets, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < secrets.size(); i++) {
      if (!secrets.object(i).without("name").isEmpty()) {
        errors.invalid(path.index(i), secrets.get(i), "only name may be set");
      }
    }
  }

  private static void names(JsonObject spec, FieldPath path, FieldErrors errors) {
    subdomain(spec, "serviceAccountName", path, errors);
    subdomain(spec, "nodeName", path, errors);
    subdomain(spec, "priorityClassName", path, errors);
    if (spec.has("runtimeClassName")) {
      String name = spec.string("runtimeClassName");
      errors.invalidEach(path.child("runtimeClassName"), name, Formats.dnsSubdomain(name));
    }
    for (String field : new String[] {"hostname", "subdomain"}) {
      String value = spec.string(field);
      if (!value.isEmpty()) {
        errors.invalidEach(path.child(field), value, Formats.dnsLabel(value));
      }
    }
  }

  private static void subdomain(JsonObject spec, String field, FieldPath path, FieldErrors errors) {
    String value = spec.string(field);
    if (!value.isEmpty()) {
      errors.invalidEach(path.child(field), value, Formats.dnsSubdomain(value));
    }
  }

  private static void dns(JsonObject spec, FieldPath path, FieldErrors errors) {
    boolean none = spec.string("dnsPolicy").equals("None");
    FieldPath at = path.child("dnsConfig");
    if (!spec.has("dnsConfig")) {
      if (none) {
        errors.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
      }
      return;
    }
    JsonObject config = spec.object("dnsConfig");
    List<String> servers = config.array("nameservers").strings();
    FieldPath serversPath = at.child("nameservers");
    if (none && servers.isEmpty()) {
      errors.required(
          serversPath, "must provide at least one DNS nameserver when `dnsPolicy` is None");
    }
    if (servers.size() > 3) {
      errors.invalid(
          serversPath, config.array("nameservers"), "must not have more than 3 nameservers");
    }
    for (int i = 0; i < servers.size(); i++) {
      errors.invalidEach(serversPath.index(i), servers.get(i), ValueFormats.ip(servers.get(i)));
    }
    searches(config.array("searches"), at.child("searches"), errors);
    JsonArray options = config.array("options");
    for (int i = 0; i < options.size(); i++) {
      if (options.object(i).string("name").isEmpty()) {
        errors.required(at.child("options").index(i), "must not be empty");
      }
    }
  }

  private static void searches(JsonArray searches, FieldPath path, FieldErrors errors) {
    List<String> all = searches.strings();
    if (all.size() > 32) {
      errors.invalid(path, searches, "must not have more than 32 search paths");
    }
    if (String.join(" ", all).length() > 2048) {
      errors.invalid(
          path,
          searches,
          "must not have more than 2048 characters (including spaces) in the search list");
    }
    for (int i = 0; i < all.size(); i++) {
      String plain =
          all.get(i).endsWith(".") ? all.get(i).substring(0, all.get(i).length() - 1) : all.get(i);
      if (!plain.isEmpty() || all.get(i).isEmpty()) {
        errors.invalidEach(path.index(i), plain, Formats.dnsSubdomain(plain.replace('_', 'a')));
      }
    }
  }

  private static void gates(JsonArray gates, FieldPath path, FieldErrors errors) {
    Set<Json> seen = new HashSet<>();
    for (int i = 0; i < gates.size(); i++) {
      String name = gates.object(i).string("name");
      errors.invalidEach(path.index(i), name, Formats.qualifiedName(name));
      if (!seen.add(Json.of(name))) {
        errors.duplicate(path.index(i), name);
      }
    }
  }

  private static void hosts(JsonArray hosts, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < hosts.size(); i++) {
      JsonObject host = hosts.object(i);
      String ip = host.string("ip");
      errors.invalidEach(path.index(i).child("ip"), ip, ValueFormats.ip(ip));
      List<String> names = host.array("hostnames").strings();
      for (int j = 0; j < names.size(); j++) {
        errors.invalidEach(
            path.index(i).child("hostnames").index(j),
            names.get(j),
            Formats.dnsSubdomain(names.get(j)));
      }
    }
  }
}
