package k4j.apiserver.subresource;

import java.util.List;
import java.util.function.UnaryOperator;
import k4j.api.apply.FieldOwnership;
import k4j.api.apply.ScaleOwnership;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.transport.Request;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.patch.Patches;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.Scaling;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Payload;
import k4j.apiserver.write.Facet;
import k4j.apiserver.write.Metadata;
import k4j.apiserver.write.ObjectInput;
import k4j.apiserver.write.Updater;
import k4j.apiserver.write.Updater.Change;
import k4j.apiserver.write.Updater.Terms;
import k4j.apiserver.write.Updater.Updated;
import k4j.apiserver.write.WriteOptions;

/// Shows and sets the number of replicas: `scale`.
public final class ScaleHandler implements SubresourceHandler {

  private static final Facet FACET =
      new Facet() {
        @Override
        public JsonObject of(JsonObject object) {
          return Scales.of(object);
        }

        @Override
        public JsonObject into(JsonObject object, JsonObject scale) {
          return scale.equals(Scales.of(object)) ? object : Scales.apply(object, scale);
        }
      };

  private final Reader reader;
  private final Updater updater;
  private final Resource resource;
  private final Catalog catalog;

  public ScaleHandler(Reader reader, Updater updater, Catalog catalog) {
    this.reader = reader;
    this.updater = updater;
    this.catalog = catalog;
    resource = Scales.resource(catalog);
  }

  private Answer answer(JsonObject object, ServedResource served) {
    Scaling own = served.form().scaling();
    JsonObject scale = own == null ? Scales.of(object) : own.show(object);
    return new Answer.One(200, Payload.of(scale), resource);
  }

  @Override
  public Answer handle(Call call, ServedResource served) {
    return switch (call.info().verb()) {
      case "get" -> answer(read(call, served), served);
      case "update" -> update(call, served);
      case "patch" -> patch(call, served);
      default -> throw StatusException.methodNotAllowed();
    };
  }

  private JsonObject read(Call call, ServedResource served) {
    return reader
        .get(served.name(), call.info().namespace(), call.info().name())
        .orElseThrow(() -> StatusException.notFound(served.name(), call.info().name()));
  }

  private Answer update(Call call, ServedResource served) {
    JsonObject scale =
        ObjectInput.read(call, resource.apiVersion(), "Scale", resource.type(), this::isKind);
    String name = scale.object("metadata").string("name");
    Metadata.requireName(scale, call.info().name());
    if (!name.equals(call.info().name())) {
      throw StatusException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, call.info().name()));
    }
    WriteOptions options = WriteOptions.of(call, "UpdateOptions");
    return write(call, served, options, known -> owned(known, scale, options));
  }

  private boolean isKind(String apiVersion, String kind) {
    return catalog.kind(apiVersion, kind) != null;
  }

  private Answer patch(Call call, ServedResource served) {
    WriteOptions options = WriteOptions.of(call, "PatchOptions");
    if (call.body().contentType().equals(Request.APPLY_PATCH)) {
      JsonObject config = Patches.configuration(call.body());
      return write(
          call,
          served,
          options,
          known ->
              ownership()
                  .apply(known, config, options.fieldManager(), options.force(), updater.now()));
    }
    Patches.Plain patch = Patches.plain(call.body(), resource.type());
    return write(
        call,
        served,
        options,
        known -> owned(known, patch.apply(known.withoutAt("metadata", "managedFields")), options));
  }

  private FieldOwnership ownership() {
    return new FieldOwnership(resource.type(), resource.apiVersion(), "Scale", "scale", List.of());
  }

  private JsonObject owned(JsonObject known, JsonObject next, WriteOptions options) {
    return ownership().update(known, next, options.fieldManager(), updater.now());
  }

  /// @param change from the scale as it is, with its managed fields, to what it should be
  private Answer write(
      Call call, ServedResource served, WriteOptions options, UnaryOperator<JsonObject> change) {
    var fields = ownership(served);
    Change whole =
        object -> {
          JsonObject scale = change.apply(fields.toScale(object, draft(object, served)));
          JsonObject next = fields.toObject(scaled(object, scale, served), scale);
          return FieldOwnership.keepTimesIfUnchanged(next, object);
        };
    Updated updated =
        updater.update(call, served, whole, new Terms(options, false, true, "", FACET));
    return answer(updated.payload().tree(), served);
  }

  private static ScaleOwnership ownership(ServedResource served) {
    Scaling own = served.form().scaling();
    return new ScaleOwnership(
        served.resource().apiVersion(), own == null ? "spec.replicas" : own.replicas());
  }

  private static JsonObject draft(JsonObject object, ServedResource served) {
    Scaling own = served.form().scaling();
    return own == null ? Scales.of(object) : own.draft(object);
  }

  /// A custom resource's own schema says what is too few.
  private static JsonObject scaled(JsonObject object, JsonObject scale, ServedResource served) {
    Scaling own = served.form().scaling();
    if (own != null) {
      return own.apply(object, scale);
    }
    long replicas = scale.object("spec").integer("replicas");
    if (replicas < 0) {
      throw StatusException.invalid(
          "autoscaling",
          "Scale",
          object.object("metadata").string("name"),
          List.of(
              new Cause(
                  "FieldValueInvalid",
                  "Invalid value: %d: must be greater than or equal to 0".formatted(replicas),
                  "spec.replicas")));
    }
    return Scales.apply(object, scale);
  }
}
