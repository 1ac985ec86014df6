package k4j.controllers.serviceaccount;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.ServiceAccount;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.Refusals;

/// Makes the ServiceAccount `default` in each namespace, and makes it again where it is deleted.
public final class ServiceAccountController implements Controller {

  private static final String DEFAULT = "default";

  private final Client client;
  private final Informer<Namespace> namespaces;
  private final Informer<ServiceAccount> accounts;
  private final ControllerLoop<String> loop;

  public ServiceAccountController(ControllerContext context) {
    client = context.client();
    namespaces = context.informers().of(Kinds.NAMESPACES);
    accounts = context.informers().of(Kinds.SERVICE_ACCOUNTS);
    WorkQueue<String> queue = context.queue();
    loop =
        new ControllerLoop<>(
            "serviceaccount", List.of(namespaces, accounts), queue, this::reconcile);
    namespaces.handle(Handler.each(namespace -> queue.add(namespace.name())));
    accounts.handle(Handler.deletions(account -> queue.add(account.namespace())));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String name) {
    Optional<Namespace> namespace = namespaces.get(name);
    boolean wanted = namespace.filter(n -> n.status().phase().equals("Active")).isPresent();
    if (wanted && accounts.get(name, DEFAULT).isEmpty()) {
      create(name);
    }
    return Outcome.DONE;
  }

  private void create(String namespace) {
    ServiceAccount account = ServiceAccount.EMPTY;
    try {
      client
          .in(Kinds.SERVICE_ACCOUNTS, namespace)
          .create(
              account.withMetadata(account.metadata().withName(DEFAULT).withNamespace(namespace)));
    } catch (StatusException e) {
      if (!e.isAlreadyExists() && !Refusals.isNamespaceTerminating(e)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
