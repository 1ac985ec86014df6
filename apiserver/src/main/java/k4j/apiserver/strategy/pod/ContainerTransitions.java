package k4j.apiserver.strategy.pod;

import java.util.function.BiPredicate;
import java.util.stream.Stream;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// A container that ended for good does not run again.
final class ContainerTransitions {

  private static final FieldPath STATUS = FieldPath.of("status");

  private ContainerTransitions() {}

  static void check(JsonObject status, JsonObject old, JsonObject spec, FieldErrors errors) {
    boolean allRestart =
        Stream.of("initContainers", "containers")
            .flatMap(list -> spec.array(list).objects().stream())
            .flatMap(container -> container.array("restartPolicyRules").objects().stream())
            .anyMatch(rule -> rule.string("action").equals("RestartAllContainers"));
    if (!allRestart) {
      BiPredicate<String, Long> main = (name, code) -> restarts(spec, "containers", name, code);
      BiPredicate<String, Long> init = (name, code) -> restarts(spec, "initContainers", name, code);
      list("containerStatuses", status, old, main, errors);
      list("initContainerStatuses", status, old, init, errors);
    }
    list("ephemeralContainerStatuses", status, old, (_, _) -> false, errors);
  }

  private static void list(
      String list,
      JsonObject status,
      JsonObject old,
      BiPredicate<String, Long> restarts,
      FieldErrors errors) {
    JsonArray before = old.array(list);
    for (int i = 0; i < before.size(); i++) {
      JsonObject state = before.object(i).object("state");
      String name = before.object(i).string("name");
      boolean runs =
          status.array(list).objects().stream()
              .filter(each -> each.string("name").equals(name))
              .limit(1)
              .anyMatch(each -> !each.object("state").has("terminated"));
      long code = state.object("terminated").integer("exitCode");
      if (state.has("terminated") && runs && !restarts.test(name, code)) {
        errors.forbidden(
            STATUS.child(list).index(i).child("state"),
            "may not be transitioned to non-terminated state");
      }
    }
  }

  private static boolean restarts(JsonObject spec, String list, String name, long code) {
    return spec.array(list).objects().stream()
        .filter(container -> container.string("name").equals(name))
        .limit(1)
        .anyMatch(container ->
            (container.has("restartPolicy") && ruled(container, code))
                || byPolicy(
                    (container.has("restartPolicy") ? container : spec).string("restartPolicy"),
                    code));
  }

  private static boolean byPolicy(String policy, long code) {
    return switch (policy) {
      case "Never" -> false;
      case "OnFailure" -> code != 0;
      default -> true;
    };
  }

  private static boolean ruled(JsonObject container, long code) {
    return container.array("restartPolicyRules").objects().stream()
        .map(rule -> rule.object("exitCodes"))
        .anyMatch(codes -> {
          boolean named =
              codes.array("values").stream()
                  .anyMatch(value -> value instanceof JsonInteger n && n.value() == code);
          return codes.string("operator").equals("In") == named;
        });
  }
}
