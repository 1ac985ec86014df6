package k4j.apiserver.flowcontrol;

import java.util.Iterator;
import java.util.Optional;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Snapshot;
import k4j.store.Store;

/// How many seats a request takes: more for long lists, and for writes that many watches hear of
/// (apiserver, `flowcontrol/request`).
final class WorkEstimator {

  private static final long BYTES_PER_SEAT = 100_000;

  /// Lists are sent piece by piece out of buffers that are there anyway.
  private static final long MOST_BYTES = 1_000_000;

  private static final int WIDEST_LIST = 100;
  private static final int WIDEST_WRITE = 10;
  private static final int WATCHES_PER_SEAT = 10;
  private static final int MILLIS_PER_WATCH_SEAT = 5;

  private final ResourceTable resources;
  private final Store<StoredObject> store;
  private final Watchers watchers;

  WorkEstimator(ResourceTable resources, Store<StoredObject> store, Watchers watchers) {
    this.resources = resources;
    this.store = store;
    this.watchers = watchers;
  }

  /// @param seats taken while the request runs
  /// @param finalSeats taken for a while after it, by the watches that hear of it
  /// @param watches that hear of it; -1 for what writes nothing
  record Work(int seats, int finalSeats, long finalMillis, int watches) {

    static final Work LEAST = new Work(1, 0, 0, -1);

    int widest() {
      return Math.max(seats, finalSeats);
    }
  }

  /// @param widest the most seats that the level gives to one request
  Work estimate(Call call, int widest) {
    RequestInfo info = call.info();
    if (!info.isResource()) {
      return Work.LEAST;
    }
    return switch (info.verb()) {
      case "list" -> list(call, widest);
      case "watch" -> asksForState(call.query()) ? list(call, widest) : Work.LEAST;
      case "create", "update", "patch", "delete" -> write(info, widest);
      default -> Work.LEAST;
    };
  }

  private static boolean asksForState(Query query) {
    String version = query.first("resourceVersion");
    return version.isEmpty() || version.equals("0") || query.bool("sendInitialEvents");
  }

  private Work list(Call call, int widest) {
    RequestInfo info = call.info();
    if (!info.name().isEmpty()) {
      return Work.LEAST;
    }
    Optional<ServedResource> served = resources.find(info.resourceName());
    return served.isEmpty() ? Work.LEAST : list(call.query(), served.get(), widest);
  }

  private Work list(Query query, ServedResource served, int widest) {
    Snapshot<StoredObject> snapshot = store.snapshot();
    long objects = snapshot.count(served.prefix(), served.prefix());
    String limit = query.first("limit");
    if (!limit.isEmpty() && !limit.equals("0") && query.integer("limit").isPresent()) {
      objects = Math.min(objects, Math.max(0, query.integer("limit").getAsLong()));
    }
    if (objects == 0) {
      return Work.LEAST;
    }
    Iterator<Entry<StoredObject>> entries = snapshot.entries(served.prefix(), served.prefix());
    long size = entries.hasNext() ? entries.next().value().size() : 0;
    long bytes = Math.min(objects * size, MOST_BYTES);
    long seats = (bytes + BYTES_PER_SEAT - 1) / BYTES_PER_SEAT;
    return new Work(Math.clamp(seats, 1, Math.min(widest, WIDEST_LIST)), 0, 0, -1);
  }

  private Work write(RequestInfo info, int widest) {
    if (info.is("serviceaccounts", "token")) {
      return Work.LEAST;
    }
    int watches = watchers.of(info);
    if (watches < WATCHES_PER_SEAT) {
      return new Work(1, 0, 0, watches);
    }
    int wanted = (watches + WATCHES_PER_SEAT - 1) / WATCHES_PER_SEAT;
    int seats = Math.min(wanted, Math.min(widest, WIDEST_WRITE));
    return new Work(1, seats, (long) wanted * MILLIS_PER_WATCH_SEAT / seats, watches);
  }
}
