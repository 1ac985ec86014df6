package k4j.apiserver.strategy.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// What the containers of one pod must satisfy.
///
/// @param spec of the pod
/// @param volumes of the pod, by name
record ContainerValidation(JsonObject spec, Map<String, JsonObject> volumes, FieldErrors errors) {

  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
  private static final List<String> NOT_EPHEMERAL =
      List.of(
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  void regular(JsonObject container, Set<String> names, FieldPath path) {
    common(container, path);
    name(container, names, path);
    handlers(container, path, true);
    RestartValidation.policy(container, path, errors);
  }

  /// A container for looking into the pod; much that others have is not for it.
  void ephemeral(JsonObject container, Set<String> names, FieldPath path) {
    String target = container.string("targetContainerName");
    boolean known =
        Stream.of("containers", "initContainers")
            .flatMap(list -> spec.array(list).objects().stream())
            .anyMatch(other -> other.string("name").equals(target));
    common(container, path);
    name(container, names, path);
    if (!target.isEmpty() && !known) {
      errors.notFound(path.child("targetContainerName"), target);
    }
    String refused = "cannot be set for an Ephemeral Container";
    for (String field : NOT_EPHEMERAL) {
      boolean set =
          switch (container.get(field)) {
            case null -> false;
            case JsonObject object -> !object.isEmpty() || !field.equals("resources");
            case JsonArray array -> !array.isEmpty();
            default -> true;
          };
      if (set) {
        errors.forbidden(path.child(field), refused);
      }
    }
    JsonArray mounts = container.array("volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      for (String field : new String[] {"subPath", "subPathExpr"}) {
        if (!mounts.object(i).string(field).isEmpty()) {
          errors.forbidden(path.child("volumeMounts").index(i).child(field), refused);
        }
      }
    }
  }

  void init(JsonObject container, Set<String> names, FieldPath path) {
    common(container, path);
    boolean sidecar = container.string("restartPolicy").equals("Always");
    RestartValidation.policy(container, path, errors);
    name(container, names, path);
    if (sidecar) {
      handlers(container, path, true);
      return;
    }
    for (String field :
        new String[] {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
      if (container.has(field)) {
        errors.forbidden(
            path.child(field), "may not be set for init containers without restartPolicy=Always");
      }
    }
  }

  private void name(JsonObject container, Set<String> names, FieldPath path) {
    String name = container.string("name");
    if (!name.isEmpty() && !names.add(name)) {
      errors.duplicate(path.child("name"), name);
    }
  }

  private void common(JsonObject container, FieldPath path) {
    String name = container.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    } else {
      errors.invalidEach(path.child("name"), name, Formats.dnsLabel(name));
    }
    String image = container.string("image");
    if (!image.strip().equals(image)) {
      errors.invalid(path.child("image"), image, "must not have leading or trailing whitespace");
    } else if (image.isEmpty()) {
      errors.required(path.child("image"));
    }
    PodSpecValidation.choice(container, "terminationMessagePolicy", MESSAGE_POLICIES, path, errors);
    ports(container.array("ports"), path.child("ports"));
    EnvValidation.env(container.array("env"), path.child("env"), errors);
    EnvValidation.envFrom(container.array("envFrom"), path.child("envFrom"), errors);
    MountValidation.mounts(container, volumes, path, errors);
    PodSpecValidation.choice(container, "imagePullPolicy", PULL_POLICIES, path, errors);
    ResourceValidation.requirements(container.object("resources"), path.child("resources"), errors);
    RestartValidation.claims(container, spec, path, errors);
    RestartValidation.resize(container, spec, path, errors);
    SecurityValidation.container(container, spec, path.child("securityContext"), errors);
    boolean ownUsers = spec.has("hostUsers") && !spec.bool("hostUsers");
    if (ownUsers && !container.array("volumeDevices").isEmpty()) {
      errors.forbidden(path.child("volumeDevices"), "when `hostUsers` is false");
    }
  }

  private void handlers(JsonObject container, FieldPath path, boolean probes) {
    HandlerValidation.lifecycle(container, spec, path.child("lifecycle"), errors);
    if (probes) {
      HandlerValidation.probe(container, "livenessProbe", path, errors);
      HandlerValidation.probe(container, "readinessProbe", path, errors);
      HandlerValidation.probe(container, "startupProbe", path, errors);
    }
  }

  private void ports(JsonArray ports, FieldPath path) {
    var names = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      FieldPath at = path.index(i);
      String name = port.string("name");
      if (!name.isEmpty()) {
        List<String> wrong = ValueFormats.portName(name);
        errors.invalidEach(at.child("name"), name, wrong);
        if (wrong.isEmpty() && !names.add(name)) {
          errors.duplicate(at.child("name"), name);
        }
      }
      long number = port.integer("containerPort");
      if (number == 0) {
        errors.required(at.child("containerPort"));
      } else {
        number(number, at.child("containerPort"));
      }
      if (port.integer("hostPort") != 0) {
        number(port.integer("hostPort"), at.child("hostPort"));
      }
      PodSpecValidation.choice(port, "protocol", PROTOCOLS, at, errors);
    }
  }

  private void number(long port, FieldPath path) {
    ValueFormats.portNumber(port).forEach(wrong -> errors.invalid(path, port, wrong));
  }

  /// No two containers may listen at the same port of the node.
  void hostPorts(JsonArray containers, FieldPath path) {
    var taken = new HashSet<String>();
    boolean hostNetwork = spec.bool("hostNetwork");
    for (int i = 0; i < containers.size(); i++) {
      JsonArray ports = containers.object(i).array("ports");
      for (int j = 0; j < ports.size(); j++) {
        JsonObject port = ports.object(j);
        long number = port.integer("hostPort");
        FieldPath at = path.index(i).child("ports").index(j).child("hostPort");
        if (hostNetwork && number != 0 && number != port.integer("containerPort")) {
          errors.invalid(at, number, "must match `containerPort` when `hostNetwork` is true");
        }
        String key = port.string("protocol") + "/" + port.string("hostIP") + "/" + number;
        if (number != 0 && !taken.add(key)) {
          errors.duplicate(at, Json.of(key));
        }
      }
    }
  }
}
