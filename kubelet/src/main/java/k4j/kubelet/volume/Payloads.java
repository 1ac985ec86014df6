package k4j.kubelet.volume;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.ConfigData;
import k4j.kubelet.reference.ConfigSource;
import k4j.kubelet.reference.FieldSelector;
import k4j.kubelet.reference.InvalidSpecException;
import k4j.kubelet.reference.ResourceSelector;

/// The files of configMap, secret, downwardAPI and projected volumes.
final class Payloads {

  private static final long DEFAULT_MODE = 0644;
  private static final int PRIVATE_MODE = 0600;

  private final JsonObject pod;
  private final ConfigSource config;
  private final TokenSource tokens;
  private final FieldSelector.Place place;
  private final JsonObject allocatable;

  /// @param allocatable of the node, for limits that are not set
  Payloads(
      JsonObject pod,
      ConfigSource config,
      TokenSource tokens,
      FieldSelector.Place place,
      JsonObject allocatable) {
    this.pod = pod;
    this.config = config;
    this.tokens = tokens;
    this.place = place;
    this.allocatable = allocatable;
  }

  Map<String, PayloadFile> configMap(JsonObject source) throws VolumeException {
    return configMap(source, source.string("name"), defaultMode(source));
  }

  private static int defaultMode(JsonObject source) {
    return (int) source.integer("defaultMode", DEFAULT_MODE);
  }

  private Map<String, PayloadFile> configMap(JsonObject source, String name, int mode)
      throws VolumeException {
    JsonObject map = fetch(source, () -> config.configMap(PodName.of(pod).namespace(), name));
    return select(
        ConfigData.ofConfigMap(map),
        source,
        mode,
        "configmap references non-existent config key: ");
  }

  Map<String, PayloadFile> secret(JsonObject source) throws VolumeException {
    return secret(source, source.string("secretName"), defaultMode(source));
  }

  private Map<String, PayloadFile> secret(JsonObject source, String name, int mode)
      throws VolumeException {
    JsonObject secret = fetch(source, () -> config.secret(PodName.of(pod).namespace(), name));
    return select(
        ConfigData.ofSecret(secret), source, mode, "references non-existent secret key: ");
  }

  private interface Fetch {
    JsonObject get();
  }

  private static JsonObject fetch(JsonObject source, Fetch fetch) throws VolumeException {
    try {
      return fetch.get();
    } catch (StatusException e) {
      if (e.isNotFound() && source.bool("optional")) {
        return JsonObject.EMPTY;
      }
      throw new VolumeException(e.status().message(), e);
    }
  }

  private static Map<String, PayloadFile> select(
      Map<String, byte[]> data, JsonObject source, int mode, String missing)
      throws VolumeException {
    Map<String, PayloadFile> result = new TreeMap<>();
    List<JsonObject> items = source.array("items").objects();
    if (items.isEmpty()) {
      data.forEach((key, bytes) -> result.put(key, new PayloadFile(bytes, mode)));
      return result;
    }
    for (JsonObject item : items) {
      byte[] bytes = data.get(item.string("key"));
      if (bytes != null) {
        int own = (int) item.integer("mode", mode);
        result.put(item.string("path"), new PayloadFile(bytes, own));
      } else if (!source.bool("optional")) {
        throw new VolumeException(missing + item.string("key"));
      }
    }
    return result;
  }

  Map<String, PayloadFile> downward(JsonObject source) throws VolumeException {
    return downward(source, defaultMode(source));
  }

  private Map<String, PayloadFile> downward(JsonObject source, int mode) throws VolumeException {
    Map<String, PayloadFile> result = new TreeMap<>();
    for (JsonObject item : source.array("items").objects()) {
      try {
        byte[] bytes = downwardValue(item).getBytes(StandardCharsets.UTF_8);
        result.put(item.string("path"), new PayloadFile(bytes, (int) item.integer("mode", mode)));
      } catch (InvalidSpecException e) {
        throw new VolumeException(String.valueOf(e.getMessage()), e);
      }
    }
    return result;
  }

  private String downwardValue(JsonObject item) {
    if (item.has("fieldRef")) {
      return FieldSelector.value(pod, item.object("fieldRef").string("fieldPath"), place);
    }
    JsonObject ref = item.object("resourceFieldRef");
    String name = ref.string("containerName");
    JsonObject container =
        PodSpecs.container(pod, name)
            .orElseThrow(() -> new InvalidSpecException("container " + name + " not found"));
    return ResourceSelector.value(container, ref, allocatable);
  }

  Map<String, PayloadFile> projected(JsonObject source) throws VolumeException {
    int mode = defaultMode(source);
    Map<String, PayloadFile> result = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (JsonObject each : source.array("sources").objects()) {
      try {
        result.putAll(projection(each, mode));
      } catch (VolumeException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      String all = String.join(", ", problems);
      throw new VolumeException(problems.size() == 1 ? all : "[" + all + "]");
    }
    return result;
  }

  private Map<String, PayloadFile> projection(JsonObject source, int mode) throws VolumeException {
    if (source.has("secret")) {
      JsonObject secret = source.object("secret");
      return secret(secret, secret.string("name"), mode);
    }
    if (source.has("configMap")) {
      JsonObject map = source.object("configMap");
      return configMap(map, map.string("name"), mode);
    }
    if (source.has("downwardAPI")) {
      return downward(source.object("downwardAPI"), mode);
    }
    if (source.has("serviceAccountToken")) {
      return token(source.object("serviceAccountToken"), mode);
    }
    throw new VolumeException("unsupported projection: " + String.join(", ", source.names()));
  }

  private Map<String, PayloadFile> token(JsonObject source, int mode) throws VolumeException {
    try {
      String token =
          tokens.token(pod, source.string("audience"), source.integer("expirationSeconds", 3600));
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      OptionalLong user = soleUser();
      boolean restricted =
          user.isPresent() || PodSpecs.spec(pod).object("securityContext").has("fsGroup");
      PayloadFile file = new PayloadFile(bytes, restricted ? PRIVATE_MODE : mode, user);
      return Map.of(source.string("path"), file);
    } catch (StatusException e) {
      throw new VolumeException("failed to fetch token: " + e.status().message(), e);
    }
  }

  /// The user that all containers run as, if there is one: it may then own the token.
  private OptionalLong soleUser() {
    JsonObject pods = PodSpecs.spec(pod).object("securityContext");
    List<Long> users = new ArrayList<>();
    for (JsonObject container : PodSpecs.allContainers(pod)) {
      JsonObject own = container.object("securityContext");
      if (!own.has("runAsUser") && !pods.has("runAsUser")) {
        return OptionalLong.empty();
      }
      users.add(own.has("runAsUser") ? own.integer("runAsUser") : pods.integer("runAsUser"));
    }
    return users.stream().distinct().count() == 1
        ? OptionalLong.of(users.getFirst())
        : OptionalLong.empty();
  }
}
