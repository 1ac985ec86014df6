package k4j.apiserver.delete;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.delete.DeletePlan.Step;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Admitted;
import k4j.store.Entry;
import k4j.store.Write;

/// Answers DELETE on one object.
public final class Deleter {

  private static final ResourceName NAMESPACE = new ResourceName("", "v1", "namespaces");

  private static final ResourceName DEFINITION =
      new ResourceName("apiextensions.k8s.io", "v1", "customresourcedefinitions");

  /// The resources whose DELETE answers with the object itself.
  private static final Set<String> RETURNS_OBJECT =
      Set.of(
          "namespaces",
          "persistentvolumes",
          "persistentvolumeclaims",
          "pods",
          "podtemplates",
          "resourcequotas",
          "services",
          "serviceaccounts",
          "deviceclasses.resource.k8s.io",
          "devicetaintrules.resource.k8s.io",
          "resourceclaims.resource.k8s.io",
          "resourceclaimtemplates.resource.k8s.io",
          "resourcepoolstatusrequests.resource.k8s.io",
          "resourceslices.resource.k8s.io",
          "csidrivers.storage.k8s.io",
          "csinodes.storage.k8s.io",
          "storageclasses.storage.k8s.io",
          "volumeattachments.storage.k8s.io",
          "volumeattributesclasses.storage.k8s.io");

  private final Committer committer;
  private final AdmissionChain admission;
  private final Function<Resource, WriteHook> hooks;
  private final InstantSource clock;

  public Deleter(
      Committer committer,
      AdmissionChain admission,
      Function<Resource, WriteHook> hooks,
      InstantSource clock) {
    this.committer = committer;
    this.admission = admission;
    this.hooks = hooks;
    this.clock = clock;
  }

  public Answer delete(Call call, ServedResource served) {
    DeleteOptions options = DeleteOptions.of(call);
    warn(call, served, options);
    Deleted deleted = delete(call, served, call.info().name(), options);
    boolean later = !deleted.gone() && Boolean.FALSE.equals(options.orphanDependents());
    int code = later ? 202 : 200;
    return deleted.shown()
        ? new Answer.One(code, deleted.payload(), served.resource())
        : new Answer.One(code, success(served, deleted.payload().tree()));
  }

  /// Pods of jobs outlive them where nobody says otherwise, which surprises people.
  static void warn(Call call, ServedResource served, DeleteOptions options) {
    boolean silent = options.propagationPolicy().isEmpty() && options.orphanDependents() == null;
    if (silent && served.name().groupResource().equals("jobs.batch")) {
      call.warnings()
          .add(
              "child pods are preserved by default when jobs are deleted; set"
                  + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan"
                  + " to suppress this warning");
    }
  }

  /// What became of an object.
  ///
  /// @param gone whether it is out of the store
  /// @param shown whether the answer is the object rather than a `Status`
  public record Deleted(Payload payload, boolean gone, boolean shown) {}

  private static JsonObject success(ServedResource served, JsonObject object) {
    JsonObject metadata = object.object("metadata");
    ResourceName name = served.name();
    var details =
        Details.of(metadata.string("name"), name.group(), name.plural())
            .withUid(metadata.string("uid"));
    return new Status(200, "", "", details).json().without("code");
  }

  /// @throws StatusException 404 where there is no such object, 409 where it is not as expected
  public Deleted delete(Call call, ServedResource served, String name, DeleteOptions options) {
    return delete(
        call,
        served,
        name,
        options,
        object ->
            admission.validate(
                Admitted.delete(call, served, object, options.json(), options.dryRun()),
                call.warnings()));
  }

  /// Deletes what admission has passed already, as an eviction.
  public Deleted deleteAdmitted(
      Call call, ServedResource served, String name, DeleteOptions options) {
    return delete(call, served, name, options, _ -> {});
  }

  private Deleted delete(
      Call call,
      ServedResource served,
      String name,
      DeleteOptions options,
      Consumer<JsonObject> check) {
    String key = served.key(call.info().namespace(), name);
    while (true) {
      Entry<StoredObject> entry = committer.store().snapshot().get(key);
      if (entry == null) {
        throw StatusException.notFound(served.name(), name);
      }
      JsonObject object = served.served(entry.value());
      checkPreconditions(served, object, options);
      check.accept(object);
      Optional<Deleted> done = carryOut(served, key, entry, plan(served, object, options), options);
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  private Step plan(ServedResource served, JsonObject object, DeleteOptions options) {
    if (served.name().equals(DEFINITION)) {
      return DeletePlan.ofDefinition(object, options, served.strategy(), clock.instant());
    }
    return served.name().equals(NAMESPACE)
        ? DeletePlan.ofNamespace(object, options, served.strategy(), clock.instant())
        : DeletePlan.of(object, options, served.strategy(), clock.instant());
  }

  private Optional<Deleted> carryOut(
      ServedResource served,
      String key,
      Entry<StoredObject> entry,
      Step step,
      DeleteOptions options) {
    boolean shown = RETURNS_OBJECT.contains(served.name().groupResource());
    return switch (step) {
      case Step.Wait _ -> Optional.of(new Deleted(served.payload(entry.value()), false, shown));
      case Step.Remove _ -> remove(served, key, entry.modRevision(), entry.value(), options);
      case Step.Mark(JsonObject object, boolean thenRemove) -> {
        StoredObject marked = served.stored(object);
        if (options.dryRun()) {
          yield Optional.of(new Deleted(Payload.of(object), thenRemove, !thenRemove || shown));
        }
        if (!thenRemove && marked.sameContent(entry.value())) {
          yield Optional.of(new Deleted(served.payload(entry.value()), false, true));
        }
        yield committer
            .commit(served, Write.replace(key, marked, entry.modRevision()))
            .flatMap(done ->
                thenRemove
                    ? removeMarked(served, key, done, options)
                    : Optional.of(marked(served, done.object())));
      }
    };
  }

  private Deleted marked(ServedResource served, StoredObject object) {
    hooks.apply(served.resource()).marked(served.served(object));
    return new Deleted(served.payload(object), false, true);
  }

  /// Whoever waits for the mark, such as a kubelet, may have removed the object before us.
  private Optional<Deleted> removeMarked(
      ServedResource served, String key, Committer.Committed marked, DeleteOptions options) {
    Optional<Deleted> removed = remove(served, key, marked.revision(), marked.object(), options);
    if (removed.isPresent()) {
      return removed;
    }
    Entry<StoredObject> now = committer.store().snapshot().get(key);
    if (now != null && uid(now.value()).equals(uid(marked.object()))) {
      return Optional.empty();
    }
    boolean shown = RETURNS_OBJECT.contains(served.name().groupResource());
    return Optional.of(new Deleted(served.payload(marked.object()), true, shown));
  }

  private static String uid(StoredObject object) {
    return object.tree().object("metadata").string("uid");
  }

  private Optional<Deleted> remove(
      ServedResource served,
      String key,
      long revision,
      StoredObject object,
      DeleteOptions options) {
    boolean shown = RETURNS_OBJECT.contains(served.name().groupResource());
    if (options.dryRun()) {
      return Optional.of(new Deleted(served.payload(object), true, shown));
    }
    return committer
        .commit(served, Write.delete(key, revision))
        .map(done -> {
          StoredObject last = object.deletedAt(done.revision());
          hooks.apply(served.resource()).deleted(served.served(last));
          return new Deleted(served.payload(last), true, shown);
        });
  }

  private static void checkPreconditions(
      ServedResource served, JsonObject object, DeleteOptions options) {
    JsonObject metadata = object.object("metadata");
    check(
        served,
        metadata,
        new Precondition(
            "UID",
            options.uid(),
            metadata.string("uid"),
            "The object might have been deleted and then recreated"));
    check(
        served,
        metadata,
        new Precondition(
            "ResourceVersion",
            options.resourceVersion(),
            metadata.string("resourceVersion"),
            "The object might have been modified"));
  }

  private record Precondition(String what, String wanted, String actual, String why) {}

  private static void check(ServedResource served, JsonObject metadata, Precondition each) {
    if (!each.wanted().isEmpty() && !each.wanted().equals(each.actual())) {
      var kind =
          new ResourceName(
              served.name().group(), served.name().version(), served.resource().kind());
      throw StatusException.conflict(
          kind,
          metadata.string("name"),
          "the %s in the precondition (%s) does not match the %s in record (%s). %s"
              .formatted(each.what(), each.wanted(), each.what(), each.actual(), each.why()));
    }
  }
}
