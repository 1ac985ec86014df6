package k4j.controllers.clusterroleaggregation;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.rbac.v1.ClusterRole;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Writes into each ClusterRole with an aggregation rule what its selectors choose.
public final class ClusterRoleAggregationController implements Controller {

  private static final String NAME = "clusterrole-aggregation-controller";

  private final Client client;
  private final Informer<ClusterRole> roles;
  private final ControllerLoop<String> loop;

  public ClusterRoleAggregationController(ControllerContext context) {
    client = context.client();
    roles = context.informers().of(Kinds.CLUSTER_ROLES);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>(NAME, List.of(roles), queue, this::reconcile);
    roles.handle(
        Handler.each(_ ->
            roles.list().stream()
                .filter(role -> AggregationPlan.aggregates(role.json()))
                .forEach(role -> queue.add(role.key()))));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String key) {
    Optional<JsonObject> role = roles.get(key).map(ClusterRole::json);
    if (role.isEmpty() || !AggregationPlan.aggregates(role.get())) {
      return Outcome.DONE;
    }
    JsonArray rules =
        AggregationPlan.rules(role.get(), roles.list().stream().map(ClusterRole::json).toList());
    if (!rules.equals(role.get().array("rules"))) {
      JsonObject wanted =
          JsonObject.EMPTY
              .with("apiVersion", "rbac.authorization.k8s.io/v1")
              .with("kind", "ClusterRole")
              .with("metadata", JsonObject.EMPTY.with("name", key))
              .with("rules", rules);
      client.on(Kinds.CLUSTER_ROLES).apply(Kinds.CLUSTER_ROLES.of(wanted), NAME, true);
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
