package k4j.controllers.bootstraptoken;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Secret;
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

/// Deletes bootstrap tokens when their time is over.
public final class TokenCleaner implements Controller {

  private final ControllerContext context;
  private final Client client;
  private final Informer<Secret> secrets;
  private final ControllerLoop<String> loop;

  public TokenCleaner(ControllerContext context) {
    this.context = context;
    client = context.client();
    secrets = secrets(context);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("token-cleaner", List.of(secrets), queue, this::reconcile);
    secrets.handle(Handler.each(secret -> queue.add(secret.key())));
  }

  /// All bootstrap tokens.
  static Informer<Secret> secrets(ControllerContext context) {
    return context
        .informers()
        .of(
            Kinds.SECRETS,
            "kube-system",
            ListOptions.ALL.withFields("type=" + BootstrapToken.TYPE));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String key) {
    Optional<Secret> known = secrets.get(key);
    if (known.isEmpty()) {
      return Outcome.DONE;
    }
    var token = new BootstrapToken(known.get().json());
    if (token.isOver(context.now())) {
      try {
        client
            .near(Kinds.SECRETS, known.get())
            .delete(known.get().name(), DeleteOptions.of(known.get()));
      } catch (StatusException e) {
        if (!e.isNotFound() && !e.isConflict()) {
          throw e;
        }
      }
      return Outcome.DONE;
    }
    return token
        .end()
        .map(end -> Outcome.after(Duration.between(context.now(), end)))
        .orElse(Outcome.DONE);
  }

  @Override
  public void close() {
    loop.close();
  }
}
