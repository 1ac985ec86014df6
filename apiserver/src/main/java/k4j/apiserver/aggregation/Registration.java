package k4j.apiserver.aggregation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.aggregation.RegistrationPlan.Action;
import k4j.apiserver.discovery.ServedGroup;
import k4j.apiserver.registry.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps an API service for each version of a group that this server serves itself: built-in ones,
/// and those of custom resources.
final class Registration {

  static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final String PATH = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final ResourceName CUSTOM =
      new ResourceName("apiextensions.k8s.io", "v1", "customresourcedefinitions");

  private final Reader reader;
  private final Transport transport;
  private final Supplier<List<ServedGroup>> groups;

  /// @param groups what is built in
  Registration(Reader reader, Transport transport, Supplier<List<ServedGroup>> groups) {
    this.reader = reader;
    this.transport = transport;
    this.groups = groups;
  }

  void start() {
    sync(true);
  }

  /// Called whenever a definition may have changed.
  void definitionsChanged() {
    sync(false);
  }

  private synchronized void sync(boolean first) {
    List<Action> actions =
        RegistrationPlan.of(
            first ? groups.get() : List.of(),
            reader.list(CUSTOM, ""),
            reader.list(ApiService.RESOURCE, ""),
            first);
    if (actions.isEmpty()) {
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      actions.forEach(action -> threads.execute(() -> apply(action)));
    }
  }

  private void apply(Action action) {
    try {
      switch (action) {
        case Action.Create(JsonObject object) ->
            transport.send(Request.of("POST", PATH, Map.of(), object));
        case Action.Replace(JsonObject object) ->
            transport.send(Request.of("PUT", PATH + "/" + name(object), Map.of(), object));
        case Action.Delete(String name) ->
            transport.send(Request.of("DELETE", PATH + "/" + name, Map.of(), JsonNull.NULL));
      }
    } catch (StatusException failed) {
      LOG.atInfo()
          .addKeyValue("why", failed.status().message())
          .log("An API service could not be kept as it should be");
    }
  }

  private static String name(JsonObject object) {
    return object.object("metadata").string("name");
  }
}
