package k4j.apiserver.write;

import k4j.api.json.JsonObject;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.write.Updater.Terms;
import k4j.apiserver.write.Updater.Updated;

/// Answers PUT on an object, or on a subresource that shows the whole object, such as `status`.
public final class Replacer {

  private final Updater updater;

  public Replacer(Updater updater) {
    this.updater = updater;
  }

  public Answer replace(Call call, ServedResource served) {
    WriteOptions options = WriteOptions.of(call, "UpdateOptions");
    JsonObject object = ObjectInput.read(call, served, options);
    Metadata.requireName(object, call.info().name());
    String aspect = call.info().subresource();
    boolean mayCreate = aspect.isEmpty() && served.strategy().allowCreateOnUpdate();
    var terms = new Terms(options, mayCreate, false, aspect);
    Updated updated = updater.update(call, served, _ -> object, terms);
    return new Answer.One(updated.created() ? 201 : 200, updated.payload(), served.resource());
  }
}
