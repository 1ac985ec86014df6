package k4j.apiserver.subresource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.write.Amender;

/// Takes one disruption from a PodDisruptionBudget, or refuses.
public final class Budgets {

  private static final ResourceName NAME = new ResourceName("policy", "v1", "poddisruptionbudget");
  private static final int MOST_DISRUPTED = 2000;

  private final ResourceTable resources;
  private final Amender amender;
  private final InstantSource clock;

  public Budgets(ResourceTable resources, Amender amender, InstantSource clock) {
    this.resources = resources;
    this.amender = amender;
    this.clock = clock;
  }

  /// @throws StatusException 429 where the budget allows none now
  void take(JsonObject budget, String pod, boolean dryRun) {
    ServedResource served =
        resources.find(EvictionHandler.BUDGETS).orElseThrow(StatusException::noSuchPath);
    JsonObject metadata = budget.object("metadata");
    amender.amend(
        served,
        metadata.string("namespace"),
        metadata.string("name"),
        current -> taken(current, pod, clock.instant()),
        dryRun);
  }

  static JsonObject taken(JsonObject budget, String pod, Instant now) {
    JsonObject status = budget.object("status");
    String name = budget.object("metadata").string("name");
    long allowed = status.integer("disruptionsAllowed");
    if (status.integer("observedGeneration") < budget.object("metadata").integer("generation")) {
      throw beingProcessed(name);
    }
    if (allowed < 0) {
      throw StatusException.forbidden(NAME, name, "pdb disruptions allowed is negative");
    }
    if (status.object("disruptedPods").size() > MOST_DISRUPTED) {
      throw StatusException.forbidden(
          NAME,
          name,
          "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed == 0) {
      throw refused(why(name, status), 0);
    }
    JsonObject out = budget.withAt(Json.of(allowed - 1), "status", "disruptionsAllowed");
    out = out.withAt(Json.of(Times.format(now)), "status", "disruptedPods", pod);
    JsonObject exhausted =
        JsonObject.EMPTY
            .with("type", "DisruptionAllowed")
            .with("status", "False")
            .with("reason", "InsufficientPods")
            .with("message", "")
            .with("observedGeneration", status.integer("observedGeneration"));
    return allowed == 1 ? PodConditions.with(out, exhausted, now) : out;
  }

  static StatusException beingProcessed(String budget) {
    return refused(
        "The disruption budget %s is still being processed by the server.".formatted(budget), 10);
  }

  private static String why(String name, JsonObject status) {
    JsonObject condition =
        status.array("conditions").objects().stream()
            .filter(each -> each.string("type").equals("DisruptionAllowed"))
            .findFirst()
            .orElse(JsonObject.EMPTY);
    String message = condition.string("message");
    boolean told = condition.string("status").equals("False") && !message.isEmpty();
    String start = "The disruption budget " + name;
    if (told && condition.string("reason").equals("SyncFailed")) {
      return start + " does not allow evicting pods currently because it failed sync: " + message;
    }
    long healthy = status.integer("currentHealthy");
    long desired = status.integer("desiredHealthy");
    if (healthy <= desired) {
      return start + " needs %d healthy pods and has %d currently".formatted(desired, healthy);
    }
    return told
        ? start
            + " does not allow evicting pods currently (%s): %s"
                .formatted(condition.string("reason"), message)
        : start + " does not allow evicting pods currently";
  }

  private static StatusException refused(String why, int retryAfterSeconds) {
    Details details =
        Details.NONE
            .withCauses(List.of(new Cause("DisruptionBudget", why, "")))
            .withRetryAfterSeconds(retryAfterSeconds);
    return new StatusException(
        new Status(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            details));
  }
}
