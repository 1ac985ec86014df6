package k4j.apiserver.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.bootstrap.Reconciliation.Step;
import k4j.apiserver.registry.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the default objects at the first start, and mends them at every other.
public final class Bootstrap {

  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

  private final Reader reader;
  private final Transport transport;
  private final ClusterFacts facts;

  /// @param transport as somebody who may do everything
  public Bootstrap(Reader reader, Transport transport, ClusterFacts facts) {
    this.reader = reader;
    this.transport = transport;
    this.facts = facts;
  }

  /// What components and users cannot do without: namespaces, roles, priority classes, the service
  /// `kubernetes`.
  public void ensureEssential() {
    ensure(DefaultObjects.namespaces());
    ensure(DefaultObjects.essential(facts));
  }

  /// What is only shown, or serves others: flow control, information about the cluster.
  public void ensureRemaining() {
    ensure(DefaultObjects.remaining(facts));
  }

  /// All at once, so that the store makes them durable together.
  private void ensure(List<DefaultObject> objects) {
    List<Future<Boolean>> pending = new ArrayList<>();
    try (var executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bootstrap-", 0).factory())) {
      for (DefaultObject object : objects) {
        pending.add(executor.submit(() -> ensure(object)));
      }
    }
    int changed = 0;
    for (Future<Boolean> each : pending) {
      changed += result(each) ? 1 : 0;
    }
    if (changed > 0) {
      LOG.atInfo().addKeyValue("changed", changed).log("Default objects are in place");
    }
  }

  private static boolean result(Future<Boolean> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making default objects", e);
    }
  }

  /// Whether anything had to be done.
  private boolean ensure(DefaultObject wanted) {
    Optional<JsonObject> existing =
        reader.get(wanted.resource(), wanted.namespace(), wanted.name());
    if (existing.isEmpty()) {
      create(wanted, wanted.object());
      return true;
    }
    Optional<Step> step = Reconciliation.plan(wanted, existing.get());
    step.ifPresent(todo -> apply(wanted, todo));
    return step.isPresent();
  }

  private void apply(DefaultObject wanted, Step step) {
    switch (step) {
      case Step.Replace(JsonObject object) -> {
        try {
          transport.send(Request.of("PUT", wanted.path(), Map.of(), object));
        } catch (StatusException e) {
          if (!e.isConflict()) {
            throw e; // whoever changed it at the same time has seen the new form
          }
        }
      }
      case Step.Recreate(JsonObject object) -> {
        transport.send(Request.of("DELETE", wanted.path(), Map.of(), JsonNull.NULL));
        create(wanted, object);
      }
    }
  }

  private void create(DefaultObject wanted, JsonObject object) {
    try {
      transport.send(Request.of("POST", wanted.collectionPath(), Map.of(), object));
    } catch (StatusException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }
}
