package k4j.controllers.rootca;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.ConfigMap;
import k4j.api.core.v1.Namespace;
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
import k4j.controllers.Refusals;

/// Keeps the ConfigMap `kube-root-ca.crt` in each namespace as it should be.
public final class RootCaPublisher implements Controller {

  static final String NAME = "kube-root-ca.crt";

  private static final String KEY = "ca.crt";
  private static final String DESCRIPTION = "kubernetes.io/description";
  private static final String TEXT =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage"
          + " is guaranteed across distributions of Kubernetes clusters.";

  private final Client client;
  private final Map<String, String> data;
  private final Informer<Namespace> namespaces;
  private final Informer<ConfigMap> published;
  private final ControllerLoop<String> loop;

  public RootCaPublisher(ControllerContext context) {
    client = context.client();
    data = Map.of(KEY, context.settings().clusterAuthority());
    namespaces = context.informers().of(Kinds.NAMESPACES);
    published =
        context
            .informers()
            .of(Kinds.CONFIG_MAPS, "", ListOptions.ALL.withFields("metadata.name=" + NAME));
    WorkQueue<String> queue = context.queue();
    loop =
        new ControllerLoop<>(
            "root-ca-cert-publisher", List.of(namespaces, published), queue, this::reconcile);
    namespaces.handle(Handler.each(namespace -> queue.add(namespace.name())));
    published.handle(Handler.each(map -> queue.add(map.namespace())));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String name) {
    Optional<Namespace> namespace = namespaces.get(name);
    if (namespace.filter(n -> n.status().phase().equals("Active")).isEmpty()) {
      return Outcome.DONE;
    }
    Optional<ConfigMap> current = published.get(name, NAME);
    if (current.isEmpty()) {
      create(name);
    } else if (!current.get().data().equals(data)) {
      client.in(Kinds.CONFIG_MAPS, name).update(filled(current.get()));
    }
    return Outcome.DONE;
  }

  private ConfigMap filled(ConfigMap map) {
    return map.withData(data)
        .withMetadata(map.metadata().withAnnotations(Map.of(DESCRIPTION, TEXT)));
  }

  private void create(String namespace) {
    ConfigMap map = ConfigMap.EMPTY;
    map = map.withMetadata(map.metadata().withName(NAME).withNamespace(namespace));
    try {
      client.in(Kinds.CONFIG_MAPS, namespace).create(filled(map));
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
