package k4j.controllers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import k4j.api.schema.Catalog;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Informers;

/// Runs controllers over one set of caches.
public final class ControllerManager implements AutoCloseable {

  /// The user whose watches fill the caches: it may read everything.
  public static final String USER = "system:kube-controller-manager";

  private final Informers informers;
  private final List<Controller> controllers = new ArrayList<>();

  /// @param watching a client of the user above
  /// @param acting the client of a service account in `kube-system`, by its name
  /// @param catalog the built-in kinds
  public ControllerManager(
      Client watching,
      Function<String, Client> acting,
      Surroundings surroundings,
      Settings settings,
      Catalog catalog) {
    this(watching, acting, surroundings, settings, catalog, Controllers.ALL);
  }

  /// As above, with some of the controllers.
  public ControllerManager(
      Client watching,
      Function<String, Client> acting,
      Surroundings surroundings,
      Settings settings,
      Catalog catalog,
      List<Controllers.Row> rows) {
    informers = new Informers(watching, surroundings);
    for (Controllers.Row row : rows) {
      Client client = row.account().isEmpty() ? watching : acting.apply(row.account());
      var context = new ControllerContext(client, informers, surroundings, settings, catalog);
      controllers.add(row.make().apply(context));
    }
  }

  public void start() {
    informers.start();
    controllers.forEach(Controller::start);
  }

  /// Waits until every cache shows the cluster; false when interrupted.
  public boolean awaitSync() {
    return informers.awaitSync();
  }

  @Override
  public void close() {
    controllers.reversed().forEach(Controller::close);
    informers.close();
  }
}
