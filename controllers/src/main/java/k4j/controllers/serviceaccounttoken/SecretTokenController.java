package k4j.controllers.serviceaccounttoken;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Secret;
import k4j.api.core.v1.ServiceAccount;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.ListOptions;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import org.jspecify.annotations.Nullable;

/// Fills secrets of the type `kubernetes.io/service-account-token`, and deletes those whose account
/// is gone.
public final class SecretTokenController implements Controller {

  private final Client client;
  private final String authority;
  private final @Nullable SecretTokens tokens;
  private final Informer<ServiceAccount> accounts;
  private final Informer<Secret> secrets;
  private final ControllerLoop<String> loop;

  public SecretTokenController(ControllerContext context) {
    client = context.client();
    authority = context.settings().clusterAuthority();
    tokens = context.settings().tokens();
    accounts = context.informers().of(Kinds.SERVICE_ACCOUNTS);
    secrets =
        context
            .informers()
            .of(Kinds.SECRETS, "", ListOptions.ALL.withFields("type=" + SecretTokenPlan.TYPE));
    WorkQueue<String> queue = context.queue();
    loop =
        new ControllerLoop<>(
            "serviceaccount-token", List.of(accounts, secrets), queue, this::reconcile);
    secrets.handle(Handler.each(secret -> queue.add(secret.key())));
    accounts.handle(
        Handler.each(account ->
            secrets.list().stream()
                .filter(secret ->
                    secret.namespace().equals(account.namespace())
                        && SecretTokenPlan.account(secret.json()).equals(account.name()))
                .forEach(secret -> queue.add(secret.key()))));
  }

  @Override
  public void start() {
    if (tokens != null) {
      loop.start(1);
    }
  }

  private Outcome reconcile(String key) {
    Optional<Secret> known = secrets.get(key);
    if (known.isEmpty() || tokens == null || !SecretTokenPlan.isToken(known.get().json())) {
      return Outcome.DONE;
    }
    Secret secret = known.get();
    Optional<JsonObject> account =
        client
            .near(Kinds.SERVICE_ACCOUNTS, secret)
            .find(SecretTokenPlan.account(secret.json()))
            .map(ServiceAccount::json)
            .filter(found -> SecretTokenPlan.isOf(secret.json(), found));
    try {
      if (account.isEmpty()) {
        client.near(Kinds.SECRETS, secret).delete(secret.name(), DeleteOptions.of(secret));
        return Outcome.DONE;
      }
      SecretTokenPlan.completed(
              secret.json(),
              account.get(),
              authority,
              () -> tokens.token(account.get(), secret.json()))
          .ifPresent(next -> client.near(Kinds.SECRETS, secret).update(Kinds.SECRETS.of(next)));
    } catch (StatusException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e; // whoever was faster makes it come again
      }
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
