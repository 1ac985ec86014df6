package k4j.apiserver.write;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.Committer.Committed;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Write;

/// Answers POST on a collection.
public final class Creator {

  /// How often a generated name is tried anew when it is taken.
  private static final int NAME_ATTEMPTS = 8;

  private final Committer committer;
  private final AdmissionChain admission;
  private final Function<Resource, WriteHook> hooks;
  private final Identities identities;
  private final InstantSource clock;

  public Creator(
      Committer committer,
      AdmissionChain admission,
      Function<Resource, WriteHook> hooks,
      Identities identities,
      InstantSource clock) {
    this.committer = committer;
    this.admission = admission;
    this.hooks = hooks;
    this.identities = identities;
    this.clock = clock;
  }

  public Answer create(Call call, ServedResource served) {
    WriteOptions options = WriteOptions.of(call, "CreateOptions");
    JsonObject object = ObjectInput.read(call, served, options);
    return new Answer.One(201, create(call, served, object, options), served.resource());
  }

  /// Stores a new object that has been read already.
  public Payload create(Call call, ServedResource served, JsonObject given, WriteOptions options) {
    JsonObject object = Metadata.withoutSystemFields(given);
    object = Metadata.inNamespace(object, served, call.info());
    object =
        ObjectModel.managed(
            object,
            JsonObject.EMPTY,
            served,
            options.fieldManager(),
            call.info().subresource(),
            clock.instant());
    object = admission.mutate(Admitted.create(call, served, object, options));
    return store(call, served, object, options);
  }

  /// Stores a new object that has passed mutating admission.
  Payload store(Call call, ServedResource served, JsonObject object, WriteOptions options) {
    boolean generated =
        Metadata.name(object).isEmpty() && !Metadata.of(object).string("generateName").isEmpty();
    int attempts = generated ? NAME_ATTEMPTS : 1;
    JsonObject prepared = object;
    for (int attempt = 0; attempt < attempts; attempt++) {
      call.warnings().addAll(served.strategy().warningsAsGiven(object));
      prepared = served.strategy().prepareForCreate(identities.identified(object));
      Optional<Payload> stored = attempt(call, served, prepared, options);
      if (stored.isPresent()) {
        return stored.get();
      }
    }
    throw taken(served, prepared);
  }

  /// Empty where the name is taken.
  private Optional<Payload> attempt(
      Call call, ServedResource served, JsonObject prepared, WriteOptions options) {
    WriteHook.Held held = hooks.apply(served.resource()).prepare(prepared, null, options.dryRun());
    boolean kept = false;
    try {
      JsonObject object = held.object();
      validate(call, served, object);
      admission.validate(Admitted.create(call, served, object, options), call.warnings());
      Optional<Payload> stored = commit(call, served, object, options);
      if (stored.isPresent() && !options.dryRun()) {
        held.keep().run();
        kept = true;
      }
      return stored;
    } finally {
      if (!kept) {
        held.giveBack().run();
      }
    }
  }

  private static void validate(Call call, ServedResource served, JsonObject object) {
    List<Cause> causes = served.strategy().validateCreate(object);
    if (!causes.isEmpty()) {
      throw Invalid.of(served, object, causes);
    }
    if (!Metadata.of(object).string("resourceVersion").isEmpty()) {
      throw StatusException.badRequest(
          "resourceVersion should not be set on objects to be created");
    }
    call.warnings().addAll(served.strategy().warnings(object));
  }

  private Optional<Payload> commit(
      Call call, ServedResource served, JsonObject object, WriteOptions options) {
    String namespace = served.resource().namespaced() ? call.info().namespace() : "";
    String key = served.key(namespace, Metadata.name(object));
    if (options.dryRun()) {
      return committer.store().snapshot().get(key) == null
          ? Optional.of(Payload.of(object))
          : Optional.empty();
    }
    return committer
        .commit(served, Write.create(key, served.stored(object)))
        .map(Committed::object)
        .map(served::payload);
  }

  private StatusException taken(ServedResource served, JsonObject object) {
    JsonObject metadata = Metadata.of(object);
    String name = metadata.string("name");
    if (!metadata.string("generateName").isEmpty()) {
      return new StatusException(
          new Status(
              409,
              "AlreadyExists",
              "%s \"%s\" already exists, the server was not able to generate a unique name for the"
                      .formatted(served.name().groupResource(), name)
                  + " object",
              Details.of(name, served.name().group(), served.name().plural())
                  .withRetryAfterSeconds(1)));
    }
    String key = served.key(metadata.string("namespace"), name);
    Entry<StoredObject> existing = committer.store().snapshot().get(key);
    StatusException plain = StatusException.alreadyExists(served.name(), name);
    if (existing == null || !Metadata.deleting(existing.value().tree())) {
      return plain;
    }
    Status status = plain.status();
    return new StatusException(
        new Status(
            status.code(),
            status.reason(),
            "object is being deleted: " + status.message(),
            status.details()));
  }
}
