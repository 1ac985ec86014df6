package k4j.controllers.bootstraptoken;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.core.v1.Secret;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Signs the ConfigMap `kube-public/cluster-info` with each bootstrap token, so that a newcomer who
/// has one knows that it is true.
public final class BootstrapSigner implements Controller {

  private static final String NAME = "cluster-info";
  private static final String SIGNATURE = "jws-kubeconfig-";

  private final ControllerContext context;
  private final Client client;
  private final Informer<Secret> secrets;
  private final Informer<ConfigMap> information;
  private final ControllerLoop<String> loop;

  public BootstrapSigner(ControllerContext context) {
    this.context = context;
    client = context.client();
    secrets = TokenCleaner.secrets(context);
    information =
        context
            .informers()
            .of(
                Kinds.CONFIG_MAPS,
                "kube-public",
                ListOptions.ALL.withFields("metadata.name=" + NAME));
    WorkQueue<String> queue = context.queue();
    loop =
        new ControllerLoop<>(
            "bootstrap-signer", List.of(secrets, information), queue, _ -> reconcile());
    secrets.handle(Handler.each(_ -> queue.add(NAME)));
    information.handle(Handler.each(_ -> queue.add(NAME)));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile() {
    Optional<ConfigMap> known = information.get("kube-public", NAME);
    if (known.isEmpty() || !known.get().data().containsKey("kubeconfig")) {
      return Outcome.DONE;
    }
    Map<String, String> data = new HashMap<>(known.get().data());
    String content = known.get().data().getOrDefault("kubeconfig", "");
    data.keySet().removeIf(key -> key.startsWith(SIGNATURE));
    for (Secret secret : secrets.list()) {
      var token = new BootstrapToken(secret.json());
      if (token.signs(context.now())) {
        String id = token.data("token-id");
        data.put(SIGNATURE + id, DetachedSignature.of(content, id, token.data("token-secret")));
      }
    }
    if (!data.equals(known.get().data())) {
      try {
        client.near(Kinds.CONFIG_MAPS, known.get()).update(known.get().withData(data));
      } catch (StatusException e) {
        if (!e.isConflict() && !e.isNotFound()) {
          throw e;
        }
      }
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
  }
}
