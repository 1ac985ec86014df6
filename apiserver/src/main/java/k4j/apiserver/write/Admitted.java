package k4j.apiserver.write;

import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Call;

/// Builds what admission sees of a call. Pure.
public final class Admitted {

  private Admitted() {}

  public static AdmissionRequest create(
      Call call, ServedResource served, JsonObject object, WriteOptions options) {
    return request(
        call,
        served,
        Operation.CREATE,
        Metadata.name(object),
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
        call.info().namespace(),
        name,
        objects.now(),
        objects.before(),
        options.json(),
        options.dryRun());
  }

  /// @param options the DeleteOptions
  public static AdmissionRequest delete(
      Call call, ServedResource served, JsonObject old, JsonObject options, boolean dryRun) {
    return new AdmissionRequest(
        call.user(),
        Operation.DELETE,
        served.resource(),
        "",
        call.info().namespace(),
        Metadata.name(old),
        JsonObject.EMPTY,
        old,
        options,
        dryRun);
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
        false);
  }
}
