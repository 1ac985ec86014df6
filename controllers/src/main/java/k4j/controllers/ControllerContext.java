package k4j.controllers;

import java.time.Instant;
import k4j.api.schema.Catalog;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.event.EventRecorder;
import k4j.client.event.EventSource;
import k4j.client.informer.Informers;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;

/// What a controller is built from.
///
/// @param client acts as the controller's own service account
/// @param informers shared by all controllers
/// @param catalog the built-in kinds
public record ControllerContext(
    Client client,
    Informers informers,
    Surroundings surroundings,
    Settings settings,
    Catalog catalog) {

  public Instant now() {
    return surroundings.clock().instant();
  }

  public WorkQueue<String> queue() {
    return queue(BackOff.PER_ITEM);
  }

  public <K> WorkQueue<K> queue(BackOff backOff) {
    return new WorkQueue<>(surroundings.clock(), surroundings.timer(), backOff);
  }

  /// @param component what events show as their source
  public EventRecorder recorder(String component) {
    return new EventRecorder(client, surroundings, EventSource.of(component));
  }
}
