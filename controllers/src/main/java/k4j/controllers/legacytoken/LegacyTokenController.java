package k4j.controllers.legacytoken;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Secret;
import k4j.api.core.v1.ServiceAccount;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.ListOptions;
import k4j.client.Patch;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Marks generated tokens that nobody has used for a year, and deletes them after another one.
public final class LegacyTokenController implements Controller {

  private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";
  private static final String TYPE = "kubernetes.io/service-account-token";
  private static final Duration PERIOD = Duration.ofDays(365);
  private static final Duration EVERY = Duration.ofDays(1);
  private static final String ALL = "all";

  private final ControllerContext context;
  private final Client client;
  private final Informer<ServiceAccount> accounts;
  private final Informer<Secret> secrets;
  private final Informer<Pod> pods;
  private final WorkQueue<String> queue;
  private final ControllerLoop<String> loop;

  public LegacyTokenController(ControllerContext context) {
    this.context = context;
    client = context.client();
    accounts = context.informers().of(Kinds.SERVICE_ACCOUNTS);
    secrets = context.informers().of(Kinds.SECRETS, "", ListOptions.ALL.withFields("type=" + TYPE));
    pods = context.informers().of(Kinds.PODS);
    queue = context.queue();
    loop =
        new ControllerLoop<>(
            "legacy-service-account-token-cleaner",
            List.of(accounts, secrets, pods),
            queue,
            this::reconcile);
  }

  @Override
  public void start() {
    loop.start(1);
    queue.add(ALL);
  }

  private Outcome reconcile(String key) {
    if (secrets.list().isEmpty()) {
      return Outcome.after(EVERY);
    }
    Map<String, Set<String>> mounted = new HashMap<>();
    String since =
        client
            .in(Kinds.CONFIG_MAPS, "kube-system")
            .find(TRACKING)
            .map(ConfigMap::json)
            .map(map -> map.object("data").string("since"))
            .orElse("");
    new LegacyTokenPlan(context.now(), PERIOD)
        .actions(
            since,
            secrets.list().stream().map(Secret::json).toList(),
            this::account,
            namespace -> mounted.computeIfAbsent(namespace, this::named))
        .forEach(this::carryOut);
    return Outcome.after(EVERY);
  }

  private Optional<JsonObject> account(String namespace, String name) {
    return accounts.get(namespace + "/" + name).map(ServiceAccount::json);
  }

  private Set<String> named(String namespace) {
    var names = new HashSet<String>();
    pods.list().stream()
        .filter(pod -> pod.namespace().equals(namespace))
        .forEach(pod -> names.addAll(LegacyTokenPlan.named(pod.json().object("spec"))));
    return names;
  }

  private void carryOut(LegacyTokenPlan.Action action) {
    Secret secret = Kinds.SECRETS.of(action.secret());
    try {
      switch (action) {
        case LegacyTokenPlan.Action.Invalidate(JsonObject _, String since) ->
            client
                .near(Kinds.SECRETS, secret)
                .patch(
                    secret.name(),
                    Patch.merge(
                        JsonObject.EMPTY.with(
                            "metadata",
                            JsonObject.EMPTY
                                .with("uid", secret.uid())
                                .with(
                                    "labels",
                                    JsonObject.EMPTY.with(LegacyTokenPlan.INVALID_SINCE, since)))));
        case LegacyTokenPlan.Action.Delete _ ->
            client
                .near(Kinds.SECRETS, secret)
                .delete(
                    secret.name(),
                    DeleteOptions.DEFAULT.withResourceVersion(
                        secret.json().object("metadata").string("resourceVersion")));
      }
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
