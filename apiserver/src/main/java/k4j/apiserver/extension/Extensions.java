package k4j.apiserver.extension;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import k4j.api.apply.FieldOwnership;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.extension.CustomKind.Parts;
import k4j.apiserver.extension.definition.StatusPlan;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Snapshot;
import k4j.store.Write;

/// Keeps the live catalog as the CustomResourceDefinitions in the store want it, and their status
/// as the catalog has it. Whoever writes a definition finds it in effect when the answer comes.
public final class Extensions implements AutoCloseable {

  static final ResourceName DEFINITIONS =
      new ResourceName("apiextensions.k8s.io", "v1", "customresourcedefinitions");

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private final LiveCatalog catalog;
  private final Committer committer;
  private final InstantSource clock;
  private final Parts parts;
  private final Function<ResourceName, Optional<ServedResource>> resources;
  private final ReentrantLock lock = new ReentrantLock();
  private final Cleanup cleanup;
  private Kinds current = Kinds.NONE;

  /// @param resources finds the definitions' own resource
  /// @param converters between versions
  public Extensions(
      LiveCatalog catalog,
      Committer committer,
      InstantSource clock,
      Function<ResourceName, Optional<ServedResource>> resources,
      Converters converters) {
    this.catalog = catalog;
    this.committer = committer;
    this.clock = clock;
    this.resources = resources;
    Catalog builtin = catalog.builtin();
    parts =
        new Parts(
            Objects.requireNonNull(builtin.definition(META + "ObjectMeta")),
            Objects.requireNonNull(builtin.definition(META + "ListMeta")),
            converters);
    cleanup = new Cleanup(committer, clock, this::definitions, this::refresh);
  }

  /// Reads what the store has; a store with definitions is read while the server starts.
  public void start() {
    if (!committer.store().snapshot().entries(prefix(), prefix()).hasNext()) {
      return;
    }
    catalog.load();
    Thread.ofVirtual().name("custom-resources").start(this::refresh);
  }

  private static String prefix() {
    return DEFINITIONS.groupResource() + "/";
  }

  private ServedResource definitions() {
    return resources.apply(DEFINITIONS).orElseThrow();
  }

  /// The custom resource of a name, if it is served.
  public Optional<ServedResource> find(ResourceName name) {
    if (catalog.builtin().resource(name) != null) {
      return Optional.empty();
    }
    return Optional.ofNullable(catalog.kinds().served().get(name)).map(CustomVersion::served);
  }

  /// What writes of definitions and of custom resources do besides.
  ///
  /// @param others what those of built-in kinds do
  public Function<Resource, WriteHook> hooks(Function<Resource, WriteHook> others) {
    var definition = new DefinitionHook(this::refresh);
    return resource -> {
      ResourceName name = resource.name();
      if (name.equals(DEFINITIONS)) {
        return definition;
      }
      if (catalog.builtin().resource(name) != null) {
        return others.apply(resource);
      }
      CustomVersion version = catalog.kinds().served().get(name);
      return version != null && version.kind().terminating()
          ? new TerminatingHook(name)
          : WriteHook.NONE;
    };
  }

  /// Brings catalog and status up to date.
  void refresh() {
    lock.lock();
    try {
      Map<String, Definition> all = read();
      Map<String, JsonObject> changes = plan(all);
      swap(all);
      if (!changes.isEmpty()) {
        changes.forEach((name, definition) -> commit(all, name, definition));
        swap(all);
      }
      all.values().stream().filter(Definition::finishing).forEach(cleanup::begin);
    } finally {
      lock.unlock();
    }
  }

  private void swap(Map<String, Definition> all) {
    Kinds before = current;
    current = Kinds.of(new HashMap<>(all));
    catalog.swap(current);
    before
        .all()
        .forEach((name, old) -> {
          Definition now = all.get(name);
          if (now == null || now.kind() != old.kind()) {
            old.kind().retire();
          }
        });
  }

  private Map<String, Definition> read() {
    Snapshot<StoredObject> snapshot = committer.store().snapshot();
    var all = new LinkedHashMap<String, Definition>();
    Iterator<Entry<StoredObject>> entries = snapshot.entries(prefix(), prefix());
    while (entries.hasNext()) {
      Entry<StoredObject> entry = entries.next();
      String name = entry.key().substring(prefix().length());
      Definition known = current.all().get(name);
      all.put(
          name,
          known != null && known.revision() == entry.modRevision()
              ? known
              : Definition.of(name, entry.modRevision(), entry.value(), known, parts));
    }
    return all;
  }

  /// The definitions whose status has to change; in `all` they have it already.
  private Map<String, JsonObject> plan(Map<String, Definition> all) {
    var changes = new HashMap<String, JsonObject>();
    Map<String, StatusPlan.Taken> taken = new HashMap<>();
    for (Definition definition : all.values()) {
      taken
          .computeIfAbsent(definition.kind().group(), _ -> new StatusPlan.Taken())
          .add(definition.kind().names());
    }
    for (Definition definition : List.copyOf(all.values())) {
      if (definition.settled()) {
        continue;
      }
      StatusPlan.Taken names = taken.get(definition.kind().group());
      JsonObject tree = definition.stored().tree();
      JsonObject next = StatusPlan.apply(tree, Objects.requireNonNull(names), clock.instant());
      if (!next.equals(tree)) {
        names.add(next.object("status").object("acceptedNames"));
        next = owned(tree, next);
        changes.put(definition.name(), next);
        StoredObject stored = definitions().stored(next);
        all.put(definition.name(), Definition.of(definition.name(), -1, stored, definition, parts));
      }
    }
    return changes;
  }

  /// The status is this server's own.
  private JsonObject owned(JsonObject before, JsonObject next) {
    ServedResource served = definitions();
    return new FieldOwnership(
            served.resource().type(),
            served.resource().apiVersion(),
            served.resource().kind(),
            "status",
            served.strategy().resetFields("status"))
        .update(before, next, "kube-apiserver", clock.instant());
  }

  private void commit(Map<String, Definition> all, String name, JsonObject definition) {
    ServedResource served = definitions();
    Definition before = all.get(name);
    long revision = Long.parseLong(definition.object("metadata").string("resourceVersion"));
    String key = served.key("", name);
    committer
        .commit(served, Write.replace(key, served.stored(definition), revision))
        .ifPresent(done ->
            all.put(name, Definition.of(name, done.revision(), done.object(), before, parts)));
  }

  @Override
  public void close() {
    cleanup.close();
  }
}
