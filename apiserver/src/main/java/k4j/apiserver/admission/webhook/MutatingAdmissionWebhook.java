package k4j.apiserver.admission.webhook;

import java.util.List;
import java.util.Optional;
import k4j.api.codec.DecodeException;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.patch.JsonPatch;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.Versions;

/// Lets webhooks change what is written, one after the other.
public final class MutatingAdmissionWebhook implements AdmissionPlugin {

  private static final ResourceName CONFIGURATIONS =
      new ResourceName("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");

  private final WebhookSource source;
  private final WebhookMatcher matcher;
  private final WebhookCaller caller;
  private final Reader reader;

  public MutatingAdmissionWebhook(Reader reader, Authorizer authorizer, WebhookCaller caller) {
    this.reader = reader;
    this.caller = caller;
    source = new WebhookSource(reader, CONFIGURATIONS);
    matcher = new WebhookMatcher(reader, authorizer);
  }

  @Override
  public String name() {
    return "MutatingAdmissionWebhook";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return !source.webhooks().isEmpty() && !WebhookMatcher.exempt(request);
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    Rounds rounds = request.notes().memory(Rounds.class, Rounds::new);
    boolean second = request.notes().secondRound();
    if (second) {
      rounds.again(request.object());
    }
    AdmissionRequest current = request;
    List<Webhook> webhooks = source.webhooks();
    for (int i = 0; i < webhooks.size(); i++) {
      Optional<Invocation> invocation = matcher.invocation(webhooks.get(i), current);
      if (invocation.isPresent() && (!second || rounds.isDue(webhooks.get(i)))) {
        var notes = new MutationNotes(current.notes(), webhooks.get(i), i);
        JsonObject object = ask(invocation.get(), current, notes);
        if (!object.equals(current.object())) {
          rounds.changed();
          request.notes().askAgain();
        }
        rounds.asked(webhooks.get(i));
        current = current.withObject(object);
      }
    }
    rounds.ended(current.object());
    return current.object();
  }

  private JsonObject ask(Invocation invocation, AdmissionRequest request, MutationNotes notes) {
    return switch (caller.call(invocation, request, true)) {
      case Outcome.Refused(StatusException status) -> {
        notes.mutated(false);
        throw status;
      }
      case Outcome.Failed(String why) -> {
        notes.mutated(false);
        if (!invocation.webhook().ignoresFailure()) {
          throw StatusException.internal(why);
        }
        notes.failedOpen();
        yield request.object();
      }
      case Outcome.Answered(ReviewResponse response) -> {
        notes.told(response);
        if (!response.allowed()) {
          notes.mutated(false);
          throw response.denial(invocation.webhook().name());
        }
        yield response.patch().isEmpty()
            ? unchanged(request, notes)
            : patched(invocation, request, response.patch(), notes);
      }
    };
  }

  private static JsonObject unchanged(AdmissionRequest request, MutationNotes notes) {
    notes.mutated(false);
    return request.object();
  }

  private JsonObject patched(
      Invocation invocation, AdmissionRequest request, JsonArray patch, MutationNotes notes) {
    JsonObject before = invocation.object();
    if (before.isEmpty()) {
      throw StatusException.internal(
          "admission webhook \"%s\" attempted to modify the object, which is not supported for this"
                  .formatted(invocation.webhook().name())
              + " operation");
    }
    JsonObject after;
    try {
      after = applied(invocation, request, before, patch);
    } catch (DecodeException wrong) {
      throw StatusException.internal(String.valueOf(wrong.getMessage()));
    }
    notes.mutated(!after.equals(before));
    notes.patched(patch);
    boolean converted =
        Kinds.of(request.resource(), request.subresource()).isOf(request.resource());
    return converted
        ? reader.versions().convert(after, invocation.resource(), request.resource())
        : after;
  }

  private JsonObject applied(
      Invocation invocation, AdmissionRequest request, JsonObject before, JsonArray patch) {
    Versions versions = reader.versions();
    try {
      if (JsonPatch.apply(before, patch) instanceof JsonObject patched) {
        return versions.complete(patched, invocation.resource(), request.subresource());
      }
    } catch (StatusException unfit) {
      throw StatusException.internal(unfit.status().message());
    }
    throw StatusException.internal("the patched object is no object");
  }
}
