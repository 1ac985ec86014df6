package k4j.kubelet.status;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.PodTotals;
import k4j.kubelet.pod.QosClass;

/// Decides the whole status of a pod.
public final class PodStatus {

  private PodStatus() {}

  public static JsonObject decide(StatusInput in) {
    ContainerStatuses containers = new ContainerStatuses(in);
    List<JsonObject> init = containers.init();
    List<JsonObject> regular = containers.regular();
    List<JsonObject> ephemeral = containers.ephemeral();
    List<JsonObject> all = new ArrayList<>(init);
    all.addAll(regular);
    String phase =
        phase(
            in,
            PodPhase.of(in.pod(), all, in.terminal(), in.runtime().hasRegularContainer(in.pod())));
    var out = JsonObject.builder().put("phase", phase);
    putList(out, "initContainerStatuses", init);
    putList(out, "containerStatuses", regular);
    putList(out, "ephemeralContainerStatuses", ephemeral);
    putReason(out, in, phase);
    putIps(out, in);
    out.put("qosClass", QosClass.of(in.pod()).toString());
    String start = in.old().string("startTime");
    out.put("startTime", start.isEmpty() ? States.time(in.now()) : Json.of(start));
    long generation = in.pod().object("metadata").integer("generation");
    if (generation > 0) {
      out.put("observedGeneration", generation);
    }
    out.put("resources", resources(in.actuated()));
    JsonObject given = PodTotals.json(PodTotals.requests(in.pod()));
    if (!given.isEmpty()) {
      out.put("allocatedResources", given);
    }
    out.put("conditions", JsonArray.of(conditions(in, all, phase)));
    return out.build();
  }

  /// What is in force of the pod as a whole.
  private static JsonObject resources(JsonObject actuated) {
    var out = JsonObject.builder();
    JsonObject limits = PodTotals.json(PodTotals.limits(actuated));
    if (!limits.isEmpty()) {
      out.put("limits", limits);
    }
    JsonObject requests = PodTotals.json(PodTotals.requests(actuated));
    if (!requests.isEmpty()) {
      out.put("requests", requests);
    }
    return out.build();
  }

  /// A terminal phase never changes back. A failure with a reason was the node's decision, such as
  /// a deadline that passed: how the containers ended then does not matter.
  private static String phase(StatusInput in, String decided) {
    if (PodSpecs.isTerminalPhase(PodSpecs.phase(in.pod()))) {
      return PodSpecs.phase(in.pod());
    }
    String old = in.old().string("phase");
    if (old.equals(PodPhase.FAILED) && !in.old().string("reason").isEmpty()) {
      return old;
    }
    return PodSpecs.isTerminalPhase(old) && !PodSpecs.isTerminalPhase(decided) ? old : decided;
  }

  private static void putList(JsonObjectBuilder out, String name, List<JsonObject> list) {
    if (!list.isEmpty()) {
      out.put(name, JsonArray.of(list));
    }
  }

  private static void putReason(JsonObjectBuilder out, StatusInput in, String phase) {
    if (!phase.equals(in.old().string("phase"))) {
      return;
    }
    for (String name : List.of("reason", "message")) {
      String own = in.old().string(name);
      String text = own.isEmpty() ? in.pod().object("status").string(name) : own;
      if (!text.isEmpty()) {
        out.put(name, text);
      }
    }
  }

  private static void putIps(JsonObjectBuilder out, StatusInput in) {
    List<String> ips = in.runtime().ips();
    if (!in.hostIps().isEmpty()) {
      out.put("hostIP", in.hostIps().getFirst()).put("hostIPs", ipList(in.hostIps()));
      if (PodSpecs.isHostNetwork(in.pod())) {
        ips = in.hostIps();
      }
    }
    if (!ips.isEmpty()) {
      out.put("podIP", ips.getFirst()).put("podIPs", ipList(ips));
    }
  }

  private static JsonArray ipList(List<String> ips) {
    return JsonArray.of(ips.stream().map(ip -> JsonObject.EMPTY.with("ip", ip)).toList());
  }

  private static List<JsonObject> conditions(
      StatusInput in, List<JsonObject> statuses, String phase) {
    JsonObject pod = in.pod();
    List<JsonObject> foreign =
        pod.object("status").array("conditions").objects().stream()
            .filter(c -> !PodConditions.OWNED.contains(c.string("type")))
            .toList();
    List<JsonObject> result = new ArrayList<>(foreign);
    if (!PodSpecs.isTerminalPhase(phase)) {
      result.addAll(in.resize());
    }
    var containersReady = PodConditions.containersReady(pod, statuses, phase);
    for (PodConditions.Decided each :
        List.of(
            PodConditions.readyToStart(in),
            PodConditions.initialized(pod, statuses, phase),
            PodConditions.ready(pod, containersReady, foreign),
            containersReady,
            PodConditions.Decided.holds("PodScheduled"))) {
      result.add(PodConditions.stamp(each, pod, in.old(), in.now()));
    }
    return result;
  }
}
