package k4j.apiserver.flowcontrol;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the status of each flow schema whether the priority level that it names exists.
public final class DanglingConditions {

  private static final Logger LOG = LoggerFactory.getLogger(DanglingConditions.class);
  private static final String MANAGER = "api-priority-and-fairness-config-consumer-v1";

  /// A start of the cluster is over by then; afterwards nobody waits for it.
  private static final Duration DELAY = Duration.ofSeconds(2);

  private final Supplier<Transport> transport;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;

  /// @param transport as somebody who may do everything
  public DanglingConditions(
      Supplier<Transport> transport, InstantSource clock, ScheduledExecutorService timer) {
    this.transport = transport;
    this.clock = clock;
    this.timer = timer;
  }

  /// Notes the condition of each schema that does not say so already.
  void check(List<JsonObject> schemas, Set<String> levels) {
    var wrong = new ArrayList<JsonObject>();
    for (JsonObject schema : schemas) {
      if (!condition(schema).string("status").equals(wanted(schema, levels))) {
        wrong.add(schema);
      }
    }
    if (!wrong.isEmpty()) {
      var _ =
          timer.schedule(
              () -> Thread.ofVirtual().name("flow-schemas").start(() -> write(wrong, levels)),
              DELAY.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private static String level(JsonObject schema) {
    return schema.object("spec").object("priorityLevelConfiguration").string("name");
  }

  private static String wanted(JsonObject schema, Set<String> levels) {
    return levels.contains(level(schema)) ? "False" : "True";
  }

  private static JsonObject condition(JsonObject schema) {
    return schema.object("status").array("conditions").objects().stream()
        .filter(each -> each.string("type").equals("Dangling"))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  private void write(List<JsonObject> schemas, Set<String> levels) {
    for (JsonObject schema : schemas) {
      try {
        write(schema, wanted(schema, levels).equals("True"));
      } catch (StatusException failed) {
        if (!failed.isNotFound()) {
          LOG.atWarn()
              .addKeyValue("flowSchema", schema.object("metadata").string("name"))
              .addKeyValue("error", failed.status().message())
              .log("The status of a flow schema could not be written");
        }
      }
    }
  }

  private void write(JsonObject schema, boolean dangling) {
    String name = schema.object("metadata").string("name");
    String said =
        "This FlowSchema references the PriorityLevelConfiguration object named \"%s\" %s"
            .formatted(level(schema), dangling ? "but there is no such object" : "and it exists");
    JsonObject condition =
        JsonObject.EMPTY
            .with("type", "Dangling")
            .with("status", dangling ? "True" : "False")
            .with("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
            .with("reason", dangling ? "NotFound" : "Found")
            .with("message", said);
    JsonObject patch =
        JsonObject.EMPTY
            .with("apiVersion", "flowcontrol.apiserver.k8s.io/v1")
            .with("kind", "FlowSchema")
            .with("metadata", JsonObject.EMPTY.with("name", name))
            .with("status", JsonObject.EMPTY.with("conditions", JsonArray.of(condition)));
    transport
        .get()
        .send(
            new Request(
                "PATCH",
                "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/" + name + "/status",
                Map.of("fieldManager", List.of(MANAGER), "force", List.of("true")),
                Request.APPLY_PATCH,
                patch));
  }
}
