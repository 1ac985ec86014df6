package k4j.apiserver.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.apiserver.registry.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mends what a crash or a person has torn apart: each address of a service has its object, and
/// each object its service (kubernetes, `ipallocator/controller`, repairip).
public final class AddressRepair implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AddressRepair.class);
  private static final Duration INTERVAL = Duration.ofMinutes(3);

  /// The object comes before its service.
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Reader reader;
  private final AddressRecords records;
  private final InstantSource clock;
  private final ScheduledFuture<?> task;

  public AddressRepair(
      Reader reader,
      AddressRecords records,
      InstantSource clock,
      ScheduledExecutorService scheduler) {
    this.reader = reader;
    this.records = records;
    this.clock = clock;
    long period = INTERVAL.toMillis();
    task = scheduler.scheduleAtFixedRate(this::begin, 0, period, TimeUnit.MILLISECONDS);
  }

  private void begin() {
    Thread.ofVirtual()
        .name("address-repair")
        .start(() -> {
          try {
            repair();
          } catch (StatusException unavailable) {
            LOG.atWarn().setCause(unavailable).log("Addresses of services are not mended for now");
          }
        });
  }

  void repair() {
    Map<String, JsonObject> objects = new HashMap<>();
    for (JsonObject address : reader.list(AddressObjects.NAME, "")) {
      objects.put(address.object("metadata").string("name"), address);
    }
    Map<String, JsonObject> users = new HashMap<>();
    for (JsonObject service : reader.list(ServiceAllocator.SERVICES, "")) {
      for (String address : addresses(service)) {
        users.put(address, service);
        if (!objects.containsKey(address) && records.create(address, service)) {
          LOG.atInfo().addKeyValue("address", address).log("An address of a service had no object");
        }
      }
    }
    Instant limit = clock.instant().minus(GRACE);
    objects.forEach((name, address) -> {
      JsonObject service = users.get(name);
      boolean used = service != null && AddressObjects.isOf(address, service);
      boolean old =
          Times.in(address.object("metadata"), "creationTimestamp")
              .filter(limit::isAfter)
              .isPresent();
      if (AddressObjects.isOurs(address) && !used && old) {
        LOG.atInfo().addKeyValue("address", name).log("An address that no service has is free");
        JsonObject parent = address.object("spec").object("parentRef");
        records.delete(name, JsonObject.EMPTY.with("metadata", parent));
      }
    });
  }

  private static List<String> addresses(JsonObject service) {
    JsonObject spec = service.object("spec");
    return spec.string("type").equals("ExternalName")
        ? List.of()
        : spec.array("clusterIPs").strings().stream()
            .filter(each -> !each.equals(ServiceNeeds.NONE))
            .toList();
  }

  @Override
  public void close() {
    task.cancel(false);
  }
}
