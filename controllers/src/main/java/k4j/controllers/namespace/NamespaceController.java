package k4j.controllers.namespace;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.NamespaceCondition;
import k4j.api.core.v1.NamespaceStatus;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonArray;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Empties namespaces that are being deleted, and then lets them go.
public final class NamespaceController implements Controller {

  private static final String FINALIZER = "kubernetes";
  private static final int WORKERS = 10;

  private final ControllerContext context;
  private final Client client;
  private final Informer<Namespace> namespaces;
  private final WorkQueue<String> queue;
  private final ControllerLoop<String> loop;

  public NamespaceController(ControllerContext context) {
    this.context = context;
    client = context.client();
    namespaces = context.informers().of(Kinds.NAMESPACES);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    queue = context.queue(new BackOff(Duration.ofMillis(5), Duration.ofSeconds(60)));
    loop = new ControllerLoop<>("namespace", List.of(namespaces), queue, this::reconcile);
    namespaces.handle(Handler.each(this::wake));
    pods.handle(Handler.deletions(pod -> namespaces.get(pod.namespace()).ifPresent(this::wake)));
  }

  private void wake(Namespace namespace) {
    if (namespace.isDeleting()) {
      queue.add(namespace.name());
    }
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String name) {
    Optional<Namespace> cached = namespaces.get(name);
    if (cached.isEmpty() || !cached.get().isDeleting()) {
      return Outcome.DONE;
    }
    Optional<Namespace> live =
        client
            .on(Kinds.NAMESPACES)
            .find(name)
            .filter(n -> n.uid().equals(cached.get().uid()) && n.isDeleting());
    if (live.isEmpty() || !live.get().spec().finalizers().contains(FINALIZER)) {
      return Outcome.DONE;
    }
    NamespaceFindings findings = ContentDeletion.run(client, name);
    Namespace told = tell(live.get(), findings);
    if (findings.isEmpty()) {
      release(told);
      return Outcome.DONE;
    }
    return findings.remaining().isEmpty() || findings.estimateSeconds() <= 1
        ? new Outcome.Retry()
        : Outcome.after(Duration.ofSeconds(findings.estimateSeconds() / 2 + 1));
  }

  private Namespace tell(Namespace namespace, NamespaceFindings findings) {
    List<NamespaceCondition> conditions =
        NamespaceConditions.decide(namespace, findings, context.now());
    NamespaceStatus status = namespace.status().withPhase("Terminating").withConditions(conditions);
    return status.json().equals(namespace.status().json())
        ? namespace
        : client.on(Kinds.NAMESPACES).updateStatus(namespace.withStatus(status));
  }

  private void release(Namespace namespace) {
    List<String> left =
        namespace.spec().finalizers().stream().filter(f -> !f.equals(FINALIZER)).toList();
    try {
      client
          .on(Kinds.NAMESPACES)
          .put(
              namespace.name(),
              "finalize",
              namespace.json().withAt(JsonArray.ofStrings(left), "spec", "finalizers"));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
