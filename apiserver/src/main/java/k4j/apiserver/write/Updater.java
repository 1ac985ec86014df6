package k4j.apiserver.write;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Forbidden;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.CallAttributes;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Write;

/// Changes one object of the store: reads it, computes what it should be, and writes that if nobody
/// was faster; else it begins anew (apiserver, `registry.Store.Update`).
public final class Updater {

  private final Committer committer;
  private final AdmissionChain admission;
  private final Function<Resource, WriteHook> hooks;
  private final Creator creator;
  private final Authorizer authorizer;
  private final InstantSource clock;

  /// @param authorizer says who may make what is not there yet
  public Updater(
      Committer committer,
      AdmissionChain admission,
      Function<Resource, WriteHook> hooks,
      Creator creator,
      Authorizer authorizer,
      InstantSource clock) {
    this.committer = committer;
    this.admission = admission;
    this.hooks = hooks;
    this.creator = creator;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  /// Computes the new object from the old one, which is empty where there is none yet.
  @FunctionalInterface
  public interface Change {
    JsonObject apply(JsonObject old);
  }

  /// @param created whether there was no object before
  public record Updated(Payload payload, boolean created) {}

  /// What kind of update it is.
  ///
  /// @param mayCreate whether it may make an object that is not there
  /// @param manages whether the change keeps `managedFields` itself, as an apply does
  /// @param aspect the subresource whose rules hold; empty for those of the whole object
  /// @param facet as what admission sees the objects
  public record Terms(
      WriteOptions options, boolean mayCreate, boolean manages, String aspect, Facet facet) {
    public Terms(WriteOptions options, boolean mayCreate, boolean manages, String aspect) {
      this(options, mayCreate, manages, aspect, Facet.WHOLE);
    }
  }

  /// The time that a change made now bears.
  public Instant now() {
    return clock.instant();
  }

  public Updated update(Call call, ServedResource served, Change change, Terms terms) {
    String key = served.key(call.info().namespace(), call.info().name());
    while (true) {
      Entry<StoredObject> entry = committer.store().snapshot().get(key);
      Optional<Updated> done =
          entry == null
              ? created(call, served, change, terms)
              : changed(call, served, entry, change, terms);
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  private Optional<Updated> created(Call call, ServedResource served, Change change, Terms terms) {
    if (!terms.manages()) {
      JsonObject wanted = change.apply(JsonObject.EMPTY);
      checkUid(call, served, Metadata.of(wanted).string("uid"), "");
    }
    if (!terms.mayCreate()) {
      throw StatusException.notFound(served.name(), call.info().name());
    }
    requireCreate(call);
    JsonObject given = change.apply(JsonObject.EMPTY);
    if (terms.manages()) {
      checkNew(call, served, given);
    }
    JsonObject object = Metadata.named(given, call.info().name());
    JsonObject bare = Metadata.clear(Metadata.withoutSystemFields(object), "resourceVersion");
    if (terms.manages()) {
      bare = Metadata.inNamespace(bare, served, call.info());
      JsonObject admitted = admission.mutate(Admitted.create(call, served, bare, terms.options()));
      return Optional.of(new Updated(creator.store(call, served, admitted, terms.options()), true));
    }
    return Optional.of(new Updated(creator.create(call, served, bare, terms.options()), true));
  }

  /// Who may change an object need not be somebody who may make it.
  private void requireCreate(Call call) {
    Attributes wanted = CallAttributes.of(call, "create");
    Decision decision = authorizer.authorize(wanted);
    if (decision.verdict() != Verdict.ALLOW) {
      throw Forbidden.of(wanted, decision.reason());
    }
  }

  /// What an apply must say of an object that is not there.
  private static void checkNew(Call call, ServedResource served, JsonObject given) {
    String name = call.info().name();
    String uid = Metadata.of(given).string("uid");
    if (!uid.isEmpty()) {
      throw StatusException.conflict(
          served.name(),
          name,
          "uid mismatch: the provided object specified uid %s, and no existing object was found"
              .formatted(uid));
    }
    Metadata.requireName(given, name);
  }

  /// Empty where somebody else was faster.
  private Optional<Updated> changed(
      Call call, ServedResource served, Entry<StoredObject> entry, Change change, Terms terms) {
    JsonObject old = served.served(entry.value());
    JsonObject object = Metadata.named(change.apply(old), call.info().name());
    checkVersion(call, served, object, old);
    WriteOptions options = terms.options();
    object = Metadata.inNamespace(object, served, call.info());
    if (!terms.manages()) {
      object =
          ObjectModel.managed(
              object,
              old,
              served,
              options.fieldManager(),
              call.info().subresource(),
              clock.instant());
    }
    object = mutated(call, served, new Pair(object, old), terms);
    object = Metadata.withGenerationOf(object, old);
    object = served.strategy().prepareForUpdate(object, old, terms.aspect());
    object = Metadata.kept(object, old);
    return finish(call, served, entry, new Pair(object, old), terms);
  }

  private JsonObject mutated(Call call, ServedResource served, Pair pair, Terms terms) {
    JsonObject seen = admission.mutate(admitted(call, served, pair, terms));
    return terms.facet().into(pair.object(), seen);
  }

  private static AdmissionRequest admitted(
      Call call, ServedResource served, Pair pair, Terms terms) {
    Facet facet = terms.facet();
    return Admitted.update(
        call, served, facet.of(pair.object()), facet.of(pair.old()), terms.options());
  }

  private record Pair(JsonObject object, JsonObject old) {}

  /// The words are those of the storage below; of a patch it is validation that refuses.
  ///
  /// @param known empty where there is no object
  private static void checkUid(Call call, ServedResource served, String given, String known) {
    if (!call.info().verb().equals("update") || given.isEmpty() || given.equals(known)) {
      return;
    }
    String name = call.info().name();
    String key = EtcdKeys.of(served, call.info().namespace(), name);
    throw StatusException.conflict(
        served.name(),
        name,
        ("StorageError: invalid object, Code: 4, Key: %s, ResourceVersion: 0, AdditionalErrorMsg:"
                + " Precondition failed: UID in precondition: %s, UID in object meta: %s")
            .formatted(key, given, known));
  }

  private static void checkVersion(
      Call call, ServedResource served, JsonObject object, JsonObject old) {
    String given = Metadata.of(object).string("resourceVersion");
    String name = Metadata.name(old);
    String uid = Metadata.of(object).string("uid");
    checkUid(call, served, uid, Metadata.of(old).string("uid"));
    if (given.isEmpty() || given.equals("0")) {
      if (!served.strategy().allowUnconditionalUpdate()) {
        throw StatusException.invalid(
            served.name().group(),
            served.name().plural(),
            name,
            List.of(
                new Cause(
                    "FieldValueInvalid",
                    "Invalid value: 0: must be specified for an update",
                    "metadata.resourceVersion")));
      }
    } else if (!given.equals(Metadata.of(old).string("resourceVersion"))) {
      throw StatusException.modified(served.name(), name);
    }
  }

  private Optional<Updated> finish(
      Call call, ServedResource served, Entry<StoredObject> entry, Pair pair, Terms terms) {
    boolean dryRun = terms.options().dryRun();
    WriteHook hook = hooks.apply(served.resource());
    WriteHook.Held held = hook.prepare(pair.object(), pair.old(), dryRun);
    boolean kept = false;
    try {
      JsonObject object = held.object();
      validate(call, served, object, pair.old(), terms.aspect());
      admission.validate(
          admitted(call, served, new Pair(object, pair.old()), terms), call.warnings());
      Optional<Updated> done = commit(served, entry, object, pair.old(), dryRun);
      if (done.isPresent() && !dryRun) {
        held.keep().run();
        kept = true;
      }
      return done;
    } finally {
      if (!kept) {
        held.giveBack().run();
      }
    }
  }

  private static void validate(
      Call call, ServedResource served, JsonObject object, JsonObject old, String aspect) {
    List<Cause> causes =
        served.strategy().validateUpdate(object, old, aspect, call.warnings()::add);
    if (!causes.isEmpty()) {
      throw Invalid.of(served, object, causes);
    }
    if (aspect.isEmpty()) {
      call.warnings().addAll(served.strategy().warnings(object, old));
    }
  }

  private Optional<Updated> commit(
      ServedResource served,
      Entry<StoredObject> entry,
      JsonObject object,
      JsonObject old,
      boolean dryRun) {
    StoredObject next = served.stored(object);
    if (DeleteDuringUpdate.isDue(object, old)) {
      return remove(served, entry, object, dryRun);
    }
    if (next.sameContent(entry.value()) && !committer.isStale(entry)) {
      return Optional.of(new Updated(served.payload(entry.value()), false));
    }
    if (dryRun) {
      JsonObject shown =
          Metadata.set(object, "resourceVersion", Long.toString(entry.modRevision()));
      return Optional.of(new Updated(Payload.of(shown), false));
    }
    return committer
        .commit(served, Write.replace(entry.key(), next, entry.modRevision()))
        .map(done -> new Updated(served.payload(done.object()), false));
  }

  private Optional<Updated> remove(
      ServedResource served, Entry<StoredObject> entry, JsonObject object, boolean dryRun) {
    JsonObject shown = Metadata.set(object, "resourceVersion", Long.toString(entry.modRevision()));
    if (dryRun) {
      return Optional.of(new Updated(Payload.of(shown), false));
    }
    return committer
        .commit(served, Write.delete(entry.key(), entry.modRevision()))
        .map(done -> {
          hooks.apply(served.resource()).deleted(object);
          return new Updated(Payload.of(shown), false);
        });
  }
}
