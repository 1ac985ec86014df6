package k4j.apiserver.write;

import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionNotes;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Call;

/// Builds what admission sees of a call. Pure.
public final class Admitted {

  private static final ResourceName NAMESPACES = new ResourceName("", "v1", "namespaces");

  private Admitted() {}

  public static AdmissionRequest create(
      Call call, ServedResource served, JsonObject object, WriteOptions options) {
    String given = call.info().name();
    return request(
        call,
        served,
        Operation.CREATE,
        given.isEmpty() ? Metadata.name(object) : given,
        new Objects(object, JsonObject.EMPTY),
        options);
  }

  public static AdmissionRequest update(
      Call call, ServedResource served, JsonObject object, JsonObject old, WriteOptions options) {
    return request(
        call, served, Operation.UPDATE, Metadata.name(old), new Objects(object, old), options);
  }

  private record Objects(JsonObject now, JsonObject before) {}

  private static AdmissionRequest request(
      Call call,
      ServedResource served,
      Operation operation,
      String name,
      Objects objects,
      WriteOptions options) {
    return new AdmissionRequest(
        call.user(),
        operation,
        served.resource(),
        call.info().subresource(),
        namespace(call, served, name),
        name,
        objects.now(),
        objects.before(),
        options.json(operation == Operation.CREATE ? "CreateOptions" : "UpdateOptions"),
        options.dryRun(),
        notes(call));
  }

  /// A namespace is its own namespace, also before it is there.
  private static String namespace(Call call, ServedResource served, String name) {
    String given = call.info().namespace();
    return given.isEmpty() && served.name().equals(NAMESPACES) ? name : given;
  }

  /// Of a collection, nobody is told the names.
  ///
  /// @param options the DeleteOptions
  public static AdmissionRequest delete(
      Call call, ServedResource served, JsonObject old, JsonObject options, boolean dryRun) {
    return new AdmissionRequest(
        call.user(),
        Operation.DELETE,
        served.resource(),
        "",
        call.info().namespace(),
        call.info().verb().equals("deletecollection") ? "" : Metadata.name(old),
        JsonObject.EMPTY,
        old,
        options,
        dryRun,
        notes(call));
  }

  /// @param options what the connection is for, such as PodExecOptions
  public static AdmissionRequest connect(Call call, ServedResource served, JsonObject options) {
    return new AdmissionRequest(
        call.user(),
        Operation.CONNECT,
        served.resource(),
        call.info().subresource(),
        call.info().namespace(),
        call.info().name(),
        options,
        JsonObject.EMPTY,
        JsonObject.EMPTY,
        false,
        notes(call));
  }

  private static AdmissionNotes notes(Call call) {
    return new AdmissionNotes(call.warnings(), call.trail());
  }
}
