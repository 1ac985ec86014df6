package k4j.apiserver.subresource;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Admitted;
import k4j.apiserver.write.Amender;
import k4j.apiserver.write.WriteOptions;

/// Assigns a pod to a node: `pods/binding`.
public final class BindingHandler implements SubresourceHandler {

  private static final ResourceName BINDING = new ResourceName("", "v1", "pods/binding");
  private static final ResourceName POD = new ResourceName("", "v1", "pods");

  private final Amender amender;
  private final AdmissionChain admission;
  private final InstantSource clock;

  public BindingHandler(Amender amender, AdmissionChain admission, InstantSource clock) {
    this.amender = amender;
    this.admission = admission;
    this.clock = clock;
  }

  @Override
  public Answer handle(Call call, ServedResource served) {
    WriteOptions options = WriteOptions.of(call, "CreateOptions");
    Body.Decoded body = call.body().read();
    JsonObject binding = body.json() instanceof JsonObject object ? object : JsonObject.EMPTY;
    String name = binding.object("metadata").string("name");
    if (!call.info().name().isEmpty() && !call.info().name().equals(name)) {
      throw StatusException.badRequest("name in URL does not match name in Binding object");
    }
    checkTarget(binding, name);
    AdmissionRequest request = Admitted.create(call, served, binding, options);
    JsonObject admitted = admission.mutate(request);
    admission.validate(request.withObject(admitted));
    amender.amend(
        served, call.info().namespace(), name, pod -> bound(pod, admitted), options.dryRun());
    return new Answer.One(201, new Status(201, "", "", Details.NONE).json());
  }

  private static void checkTarget(JsonObject binding, String name) {
    JsonObject target = binding.object("target");
    var causes = new ArrayList<Cause>();
    String kind = target.string("kind");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      causes.add(
          new Cause(
              "FieldValueNotSupported",
              "Unsupported value: \"%s\": supported values: \"Node\", \"<empty>\"".formatted(kind),
              "target.kind"));
    }
    if (target.string("name").isEmpty()) {
      causes.add(new Cause("FieldValueRequired", "Required value", "target.name"));
    }
    if (!causes.isEmpty()) {
      throw StatusException.invalid("", "Binding", name, List.copyOf(causes));
    }
  }

  private JsonObject bound(JsonObject pod, JsonObject binding) {
    JsonObject metadata = pod.object("metadata");
    String name = metadata.string("name");
    checkPreconditions(metadata, binding.object("metadata"));
    String node = pod.object("spec").string("nodeName");
    if (metadata.has("deletionTimestamp")) {
      throw refused(name, "pod %s is being deleted, cannot be assigned to a host".formatted(name));
    }
    if (!node.isEmpty()) {
      throw refused(name, "pod %s is already assigned to node \"%s\"".formatted(name, node));
    }
    if (!pod.object("spec").array("schedulingGates").isEmpty()) {
      throw refused(name, "pod %s has non-empty .spec.schedulingGates".formatted(name));
    }
    JsonObject out =
        pod.withAt(Json.of(binding.object("target").string("name")), "spec", "nodeName");
    out = out.withoutAt("status", "nominatedNodeName");
    out = merged(out, binding, "annotations");
    out = merged(out, binding, "labels");
    JsonObject scheduled = JsonObject.EMPTY.with("type", "PodScheduled").with("status", "True");
    return PodConditions.with(out, scheduled, clock.instant());
  }

  private static JsonObject merged(JsonObject pod, JsonObject binding, String field) {
    JsonObject more = binding.object("metadata").object(field);
    if (more.isEmpty()) {
      return pod;
    }
    JsonObject all = pod.object("metadata").object(field);
    for (int i = 0; i < more.size(); i++) {
      all = all.with(more.nameAt(i), more.valueAt(i));
    }
    return pod.withAt(all, "metadata", field);
  }

  private static void checkPreconditions(JsonObject pod, JsonObject binding) {
    for (String field : List.of("uid", "resourceVersion")) {
      String wanted = binding.string(field);
      if (!wanted.isEmpty() && !wanted.equals(pod.string(field))) {
        String word = field.equals("uid") ? "UID" : "ResourceVersion";
        throw StatusException.conflict(
            POD,
            pod.string("name"),
            "Precondition failed: %s in precondition: %s, %s in object meta: %s"
                .formatted(word, wanted, word, pod.string(field)));
      }
    }
  }

  private static StatusException refused(String name, String why) {
    return StatusException.conflict(BINDING, name, why);
  }
}
