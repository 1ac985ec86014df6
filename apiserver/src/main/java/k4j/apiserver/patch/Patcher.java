package k4j.apiserver.patch;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
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
    Body.Decoded body = call.body().read();
    PatchFunction patch = function(call.body().contentType(), body);
    Updated updated =
        updater.update(
            call,
            served,
            old -> {
              JsonObject patched = patch.apply(old);
              return ObjectInput.conform(patched, served, body.duplicates(), options, call);
            },
            new Terms(options, false, false));
    return new Answer.One(updated.created() ? 201 : 200, updated.payload(), served.resource());
  }

  private static PatchFunction function(String contentType, Body.Decoded body) {
    if (contentType.equals(Request.MERGE_PATCH) && body.json() instanceof JsonObject merge) {
      return object -> MergePatch.apply(object, merge);
    }
    throw StatusException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", List.of(Request.JSON_PATCH, Request.MERGE_PATCH)));
  }
}
