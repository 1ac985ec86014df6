package k4j.apiserver.admission.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.quantity.Quantity;
import k4j.api.quota.PodResources;
import k4j.api.quota.ResourceAmounts;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.registry.Reader;

/// Refuses to resize a pod beyond what its node could ever give (KEP-1287).
public final class PodResizeValidator implements AdmissionPlugin {

  private static final String OS = "kubernetes.io/os";

  private final Reader reader;

  public PodResizeValidator(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PodResizeValidator";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isUpdate()
        && request.is("", "pods")
        && request.subresource().equals("resize")
        && BoundPods.isChanged(request);
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject node = BoundPods.node(request, reader);
    JsonObject labels = node.object("metadata").object("labels");
    if (labels.has(OS) && !labels.string(OS).equals("linux")) {
      throw refusal(
          request,
          "pod resize is only supported on linux nodes, node \"%s\" is \"%s\""
              .formatted(node.object("metadata").string("name"), labels.string(OS)),
          "UnsupportedPlatform");
    }
    lacking(request.object(), node)
        .ifPresent(why -> {
          throw refusal(request, why, "NodeCapacity");
        });
  }

  private static Optional<String> lacking(JsonObject pod, JsonObject node) {
    ResourceAmounts requests = PodResources.of(pod, "requests");
    ResourceAmounts there = ResourceAmounts.of(node.object("status").object("allocatable"));
    List<String> lacking = new ArrayList<>();
    Quantity cpu = requests.get("cpu");
    if (cpu.compareTo(there.get("cpu")) > 0) {
      lacking.add(text("cpu", cpu.milliValue(), there.get("cpu").milliValue()));
    }
    Quantity memory = requests.get("memory");
    if (memory.compareTo(there.get("memory")) > 0) {
      lacking.add(text("memory", memory.value(), there.get("memory").value()));
    }
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "node didn't have enough allocatable resources: " + String.join("; ", lacking));
  }

  private static String text(String name, long requested, long allocatable) {
    return "%s, requested: %d, allocatable: %d".formatted(name, requested, allocatable);
  }

  private static StatusException refusal(AdmissionRequest request, String why, String cause) {
    Status status = request.forbidden(why).status();
    return new StatusException(
        new Status(
            status.code(),
            status.reason(),
            status.message(),
            status.details().withCauses(List.of(new Cause(cause, "", "")))));
  }
}
