package k4j.kubelet.simulated;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import k4j.api.json.JsonObject;
import k4j.client.Unstructured;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.simulated.Behaviour;
import k4j.cri.simulated.BehaviourText;
import k4j.cri.simulated.Behaviours;
import k4j.kubelet.pod.PodSpecs;

/// What containers do that nobody said anything of, by what they are: init containers and those of
/// pods that are not always restarted do their work and succeed, all others run on.
record PodBehaviours(List<PodRule> rules, BiFunction<String, String, Optional<Unstructured>> pods)
    implements Behaviours {

  private static final Duration WORK = Duration.ofSeconds(1);

  @Override
  public Behaviour of(PodSandboxConfig pod, String container) {
    Optional<JsonObject> object =
        pods.apply(pod.metadata().namespace(), pod.metadata().name()).map(Unstructured::json);
    Behaviour behaviour = object.map(o -> byKind(o, container)).orElse(Behaviour.SERVES);
    JsonObject labels =
        object.map(o -> o.object("metadata").object("labels")).orElse(JsonObject.EMPTY);
    for (PodRule rule : rules) {
      if (rule.matches(pod.metadata().namespace(), labels)) {
        behaviour = BehaviourText.read(rule.behaviour(), behaviour);
        break;
      }
    }
    return BehaviourText.read(pod.annotations(), container, behaviour);
  }

  private static Behaviour byKind(JsonObject pod, String name) {
    for (JsonObject init : PodSpecs.initContainers(pod)) {
      if (init.string("name").equals(name)) {
        return PodSpecs.isSidecar(init)
            ? Behaviour.SERVES
            : Behaviour.SERVES.withRunTime(Duration.ofMillis(1));
      }
    }
    String policy = PodSpecs.spec(pod).string("restartPolicy");
    return policy.equals("Always") || policy.isEmpty()
        ? Behaviour.SERVES
        : Behaviour.SERVES.withRunTime(WORK);
  }
}
