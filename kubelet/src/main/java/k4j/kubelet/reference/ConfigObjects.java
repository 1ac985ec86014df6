package k4j.kubelet.reference;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.Pods;

/// The ConfigMaps and Secrets that pods of this node refer to, each watched on its own for as long
/// as a pod needs it: a kubelet may see no others.
public final class ConfigObjects implements ConfigSource, AutoCloseable {

  private record Key(Kind<Unstructured> kind, String namespace, String name) {}

  private static final class Watched {

    final Informers informers;
    final Informer<Unstructured> informer;
    final Set<String> users = ConcurrentHashMap.newKeySet();

    Watched(Informers informers, Informer<Unstructured> informer) {
      this.informers = informers;
      this.informer = informer;
    }
  }

  private final Client client;
  private final Surroundings surroundings;
  private final Consumer<String> changed;
  private final Map<Key, Watched> watched = new ConcurrentHashMap<>();

  /// @param changed is told the uid of a pod that uses an object which changed
  public ConfigObjects(Client client, Surroundings surroundings, Consumer<String> changed) {
    this.client = client;
    this.surroundings = surroundings;
    this.changed = changed;
  }

  /// Begins to watch what the pod refers to.
  public void use(JsonObject pod) {
    PodName name = PodName.of(pod);
    if (PodSpecs.isStatic(pod)) {
      return;
    }
    References.of(pod)
        .forEach(reference -> {
          Kind<Unstructured> kind = reference.secret() ? Pods.SECRET : Pods.CONFIG_MAP;
          Key key = new Key(kind, name.namespace(), reference.name());
          watched.computeIfAbsent(key, this::watch).users.add(name.uid());
        });
  }

  private Watched watch(Key key) {
    Informers informers = new Informers(client, surroundings);
    ListOptions only = ListOptions.ALL.withFields("metadata.name=" + key.name());
    Informer<Unstructured> informer = informers.of(key.kind(), key.namespace(), only);
    Watched result = new Watched(informers, informer);
    informers.start();
    informer.handle(Handler.each(_ -> result.users.forEach(changed)));
    return result;
  }

  /// The pod needs nothing any more.
  public void release(String podUid) {
    Set<Watched> unused = new HashSet<>();
    for (Key key : watched.keySet()) {
      watched.computeIfPresent(
          key,
          (_, object) -> {
            boolean last = object.users.remove(podUid) && object.users.isEmpty();
            if (last) {
              unused.add(object);
            }
            return last ? null : object;
          });
    }
    unused.forEach(object -> object.informers.close());
  }

  @Override
  public JsonObject configMap(String namespace, String name) {
    return get(Pods.CONFIG_MAP, namespace, name);
  }

  @Override
  public JsonObject secret(String namespace, String name) {
    return get(Pods.SECRET, namespace, name);
  }

  private JsonObject get(Kind<Unstructured> kind, String namespace, String name) {
    Watched object = watched.get(new Key(kind, namespace, name));
    if (object != null && object.informer.awaitSync()) {
      Optional<Unstructured> found = object.informer.get(namespace, name);
      return found.map(Unstructured::json).orElseThrow(() -> notFound(kind, name));
    }
    return client
        .in(kind, namespace)
        .find(name)
        .map(Unstructured::json)
        .orElseThrow(() -> notFound(kind, name));
  }

  /// The kubelet's own words name the kind in the singular.
  private static StatusException notFound(Kind<Unstructured> kind, String name) {
    String singular = kind.kind().equals("Secret") ? "secret" : "configmap";
    return StatusException.notFound(new ResourceName("", "v1", singular), name);
  }

  @Override
  public void close() {
    watched.values().forEach(object -> object.informers.close());
    watched.clear();
  }

  /// Names of ConfigMaps and Secrets in a pod.
  record References(String name, boolean secret) {

    static Stream<References> of(JsonObject pod) {
      Set<References> found = new HashSet<>();
      JsonObject spec = PodSpecs.spec(pod);
      for (JsonObject volume : spec.array("volumes").objects()) {
        add(found, volume.object("configMap").string("name"), false);
        add(found, volume.object("secret").string("secretName"), true);
        for (JsonObject source : volume.object("projected").array("sources").objects()) {
          add(found, source.object("configMap").string("name"), false);
          add(found, source.object("secret").string("name"), true);
        }
      }
      for (JsonObject container : PodSpecs.allContainers(pod)) {
        for (JsonObject from : container.array("envFrom").objects()) {
          add(found, from.object("configMapRef").string("name"), false);
          add(found, from.object("secretRef").string("name"), true);
        }
        for (JsonObject variable : container.array("env").objects()) {
          JsonObject from = variable.object("valueFrom");
          add(found, from.object("configMapKeyRef").string("name"), false);
          add(found, from.object("secretKeyRef").string("name"), true);
        }
      }
      for (JsonObject secret : spec.array("imagePullSecrets").objects()) {
        add(found, secret.string("name"), true);
      }
      return found.stream();
    }

    private static void add(Set<References> found, String name, boolean secret) {
      if (!name.isEmpty()) {
        found.add(new References(name, secret));
      }
    }
  }
}
