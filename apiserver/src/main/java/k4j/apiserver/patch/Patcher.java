package k4j.apiserver.patch;

import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.write.ObjectInput;
import k4j.apiserver.write.Updater;
import k4j.apiserver.write.Updater.Terms;
import k4j.apiserver.write.Updater.Updated;
import k4j.apiserver.write.WriteOptions;

/// Answers PATCH on an object, or on a subresource that shows the whole object.
public final class Patcher {

  private final Updater updater;

  public Patcher(Updater updater) {
    this.updater = updater;
  }

  public Answer patch(Call call, ServedResource served) {
    WriteOptions options = WriteOptions.of(call, "PatchOptions");
    return call.body().contentType().equals(Request.APPLY_PATCH)
        ? apply(call, served, options)
        : plain(call, served, options);
  }

  private Answer apply(Call call, ServedResource served, WriteOptions options) {
    JsonObject config = Patches.configuration(call.body());
    Updated updated =
        updater.update(
            call,
            served,
            old -> ObjectInput.applied(old, config, served, options, call, updater.now()),
            new Terms(
                options, call.info().subresource().isEmpty(), true, call.info().subresource()));
    return new Answer.One(updated.created() ? 201 : 200, updated.payload(), served.resource());
  }

  private Answer plain(Call call, ServedResource served, WriteOptions options) {
    Patches.checkType(call.body(), served.form());
    Body.Decoded body = Patches.decoded(call.body());
    Patches.Plain patch = Patches.plain(call.body(), served.resource().type());
    Updated updated =
        updater.update(
            call,
            served,
            old -> {
              JsonObject patched = patch.apply(old);
              return ObjectInput.patched(patched, served, body, options, call);
            },
            new Terms(options, false, false, call.info().subresource()));
    return new Answer.One(updated.created() ? 201 : 200, updated.payload(), served.resource());
  }
}
