package k4j.apiserver.subresource;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.delete.DeleteOptions;
import k4j.apiserver.delete.Deleter;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.subresource.EvictionPlan.Step;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Admitted;
import k4j.apiserver.write.Amender;
import k4j.apiserver.write.WriteOptions;

/// Deletes a pod if its disruption budget allows: `pods/eviction`.
public final class EvictionHandler implements SubresourceHandler {

  static final ResourceName BUDGETS = new ResourceName("policy", "v1", "poddisruptionbudgets");

  /// How often it is decided anew when the pod changes meanwhile.
  private static final int ATTEMPTS = 20;

  /// Kubernetes names the kind here.
  private static final ResourceName POD = new ResourceName("", "v1", "Pod");

  private static final JsonObject EVICTED =
      JsonObject.EMPTY
          .with("type", "DisruptionTarget")
          .with("status", "True")
          .with("reason", "EvictionByEvictionAPI")
          .with("message", "Eviction API: evicting");

  private final Reader reader;
  private final Budgets budgets;
  private final Amender amender;
  private final Deleter deleter;
  private final AdmissionChain admission;
  private final InstantSource clock;

  public EvictionHandler(
      Reader reader,
      Budgets budgets,
      Amender amender,
      Deleter deleter,
      AdmissionChain admission,
      InstantSource clock) {
    this.reader = reader;
    this.budgets = budgets;
    this.amender = amender;
    this.deleter = deleter;
    this.admission = admission;
    this.clock = clock;
  }

  @Override
  public Answer handle(Call call, ServedResource served) {
    WriteOptions options = WriteOptions.of(call, "CreateOptions");
    Body.Decoded body = call.body().read();
    JsonObject eviction = body.json() instanceof JsonObject object ? object : JsonObject.EMPTY;
    String name = call.info().name();
    if (!eviction.object("metadata").string("name").equals(name)) {
      throw StatusException.badRequest("name in URL does not match name in Eviction object");
    }
    eviction = admitted(call, served, eviction, options);
    DeleteOptions delete = deleteOptions(eviction, options);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Answer> done = evict(call, served, name, delete);
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw StatusException.modified(served.name(), name);
  }

  /// Empty where the pod is no longer as it was when it was decided what to do.
  private Optional<Answer> evict(
      Call call, ServedResource served, String name, DeleteOptions delete) {
    String namespace = call.info().namespace();
    JsonObject pod =
        reader
            .get(served.name(), namespace, name)
            .orElseThrow(() -> StatusException.notFound(served.name(), name));
    Step step = EvictionPlan.of(pod, reader.list(BUDGETS, namespace));
    switch (step) {
      case Step.TooManyBudgets _ ->
          throw new StatusException(
              new Status(
                  500,
                  "",
                  "This pod has more than one PodDisruptionBudget, which the eviction subresource"
                      + " does not support.",
                  Details.NONE));
      case Step.Ask(JsonObject budget) -> budgets.take(budget, name, delete.dryRun());
      case Step.Delete _ -> {}
      case Step.DeleteAsSeen(String budget) -> {
        if (delete.resourceVersion().isEmpty()) {
          check(pod, delete); // no other try will mend another uid
          DeleteOptions seen = delete.at(pod.object("metadata").string("resourceVersion"));
          return deleteAsSeen(call, served, name, seen, budget);
        }
      }
    }
    return Optional.of(delete(call, served, name, delete));
  }

  /// @param budget that counts the pod if it has become healthy; empty where that is not known
  private Optional<Answer> deleteAsSeen(
      Call call, ServedResource served, String name, DeleteOptions seen, String budget) {
    try {
      return Optional.of(delete(call, served, name, seen));
    } catch (StatusException changed) {
      if (!changed.isConflict()) {
        throw changed;
      }
      if (!budget.isEmpty()) {
        throw Budgets.beingProcessed(budget);
      }
      return Optional.empty();
    }
  }

  private JsonObject admitted(
      Call call, ServedResource served, JsonObject eviction, WriteOptions options) {
    JsonObject typed =
        eviction
            .with("apiVersion", "policy/v1")
            .with("kind", "Eviction")
            .withAt(Json.of(call.info().namespace()), "metadata", "namespace");
    AdmissionRequest request = Admitted.create(call, served, typed, options);
    JsonObject changed = admission.mutate(request);
    admission.validate(request.withObject(changed), call.warnings());
    return changed;
  }

  private static DeleteOptions deleteOptions(JsonObject eviction, WriteOptions options) {
    JsonObject given = eviction.object("deleteOptions");
    boolean all = options.dryRun() && !given.has("dryRun");
    return DeleteOptions.of(
        all ? given.with("dryRun", JsonArray.ofStrings(List.of("All"))) : given);
  }

  private Answer delete(Call call, ServedResource served, String name, DeleteOptions options) {
    DeleteOptions delete = options;
    if (!options.dryRun()) {
      JsonObject marked =
          amender.amend(
              served,
              call.info().namespace(),
              name,
              pod -> {
                check(pod, options);
                return PodConditions.with(pod, EVICTED, clock.instant());
              },
              false);
      if (!options.resourceVersion().isEmpty()) {
        delete = options.at(marked.object("metadata").string("resourceVersion"));
      }
    }
    deleter.deleteAdmitted(call, served, name, delete);
    return new Answer.One(201, new Status(201, "", "", Details.NONE).json());
  }

  private static void check(JsonObject pod, DeleteOptions options) {
    JsonObject metadata = pod.object("metadata");
    String uid = metadata.string("uid");
    String version = metadata.string("resourceVersion");
    if (!options.uid().isEmpty() && !options.uid().equals(uid)) {
      throw StatusException.conflict(
          POD,
          metadata.string("name"),
          "the UID in the precondition (%s) does not match the UID in record (%s). The object might"
                  .formatted(options.uid(), uid)
              + " have been deleted and then recreated");
    }
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
      throw StatusException.conflict(
          POD,
          metadata.string("name"),
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record"
                  .formatted(options.resourceVersion())
              + " (%s). The object might have been modified".formatted(version));
    }
  }
}
