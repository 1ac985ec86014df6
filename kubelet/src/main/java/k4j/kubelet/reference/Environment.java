package k4j.kubelet.reference;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// The variables of one container: what it declares, over what `envFrom` brings, over the
/// services'.
public final class Environment {

  private final JsonObject pod;
  private final JsonObject container;
  private final FieldSelector.Place place;
  private final JsonObject allocatable;
  private final ConfigSource config;
  private final Map<String, String> services;
  private final Map<String, String> result = new LinkedHashMap<>();

  /// @param services the variables of services
  /// @param allocatable of the node, for limits that are not set
  public Environment(
      JsonObject pod,
      JsonObject container,
      FieldSelector.Place place,
      JsonObject allocatable,
      ConfigSource config,
      Map<String, String> services) {
    this.pod = pod;
    this.container = container;
    this.place = place;
    this.allocatable = allocatable;
    this.config = config;
    this.services = services;
  }

  /// @throws InvalidSpecException with the text that users see where a reference leads nowhere
  public Map<String, String> resolve() {
    for (JsonObject from : container.array("envFrom").objects()) {
      addAll(from);
    }
    for (JsonObject variable : container.array("env").objects()) {
      Optional<String> value = value(variable);
      value.ifPresent(v -> result.put(variable.string("name"), v));
    }
    services.forEach(result::putIfAbsent);
    return result;
  }

  private void addAll(JsonObject from) {
    String prefix = from.string("prefix");
    String namespace = PodName.of(pod).namespace();
    JsonObject mapRef = from.object("configMapRef");
    if (!mapRef.isEmpty()) {
      fetch(mapRef, () -> config.configMap(namespace, mapRef.string("name")))
          .ifPresent(m -> m.object("data").strings().forEach((k, v) -> result.put(prefix + k, v)));
    }
    JsonObject secretRef = from.object("secretRef");
    if (!secretRef.isEmpty()) {
      fetch(secretRef, () -> config.secret(namespace, secretRef.string("name")))
          .ifPresent(
              s -> ConfigData.ofSecret(s).forEach((k, v) -> result.put(prefix + k, text(v))));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private interface Fetch {
    JsonObject get();
  }

  private static Optional<JsonObject> fetch(JsonObject ref, Fetch fetch) {
    try {
      return Optional.of(fetch.get());
    } catch (StatusException e) {
      if (e.isNotFound() && ref.bool("optional")) {
        return Optional.empty();
      }
      throw new InvalidSpecException(e.status().message());
    }
  }

  private Optional<String> value(JsonObject variable) {
    String literal = variable.string("value");
    JsonObject from = variable.object("valueFrom");
    if (!literal.isEmpty() || from.isEmpty()) {
      Map<String, String> known = new LinkedHashMap<>(services);
      known.putAll(result);
      return Optional.of(Expansion.expand(literal, known));
    }
    if (from.has("fieldRef")) {
      String path = from.object("fieldRef").string("fieldPath");
      return Optional.of(FieldSelector.value(pod, path, place));
    }
    if (from.has("resourceFieldRef")) {
      return Optional.of(resource(from.object("resourceFieldRef")));
    }
    String namespace = PodName.of(pod).namespace();
    if (from.has("configMapKeyRef")) {
      JsonObject ref = from.object("configMapKeyRef");
      Optional<JsonObject> map = fetch(ref, () -> config.configMap(namespace, ref.string("name")));
      return map.flatMap(m ->
          key(
              ref,
              Optional.ofNullable(m.object("data").strings().get(ref.string("key"))),
              "ConfigMap"));
    }
    JsonObject ref = from.object("secretKeyRef");
    Optional<JsonObject> secret = fetch(ref, () -> config.secret(namespace, ref.string("name")));
    return secret.flatMap(s ->
        key(
            ref,
            Optional.ofNullable(ConfigData.ofSecret(s).get(ref.string("key")))
                .map(Environment::text),
            "Secret"));
  }

  private String resource(JsonObject ref) {
    String name = ref.string("containerName");
    JsonObject of = name.isEmpty() ? container : PodSpecs.container(pod, name).orElse(container);
    return ResourceSelector.value(of, ref, allocatable);
  }

  private Optional<String> key(JsonObject ref, Optional<String> value, String kind) {
    if (value.isEmpty() && !ref.bool("optional")) {
      throw new InvalidSpecException(
          "couldn't find key %s in %s %s/%s"
              .formatted(ref.string("key"), kind, PodName.of(pod).namespace(), ref.string("name")));
    }
    return value;
  }
}
