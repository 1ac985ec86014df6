package k4j.apiserver.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the ConfigMap that says since when the use of tokens in secrets is noted.
public final class LegacyTokenTracking implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LegacyTokenTracking.class);
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "kube-apiserver-legacy-service-account-token-tracking";
  private static final String PATH = "/api/v1/namespaces/kube-system/configmaps";
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /// Servers that disagree whether it should be there do not fight.
  private static final Duration PAUSE = Duration.ofMinutes(30);

  private final Reader reader;
  private final Transport server;
  private final InstantSource clock;
  private final ScheduledFuture<?> task;
  private Instant created = Instant.EPOCH;

  private LegacyTokenTracking(
      Reader reader, Transport server, InstantSource clock, ScheduledExecutorService timer) {
    this.reader = reader;
    this.server = server;
    this.clock = clock;
    task =
        timer.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Makes it where it is missing, and again when it comes to be missing or unreadable.
  ///
  /// @param server the way to the server itself
  public static LegacyTokenTracking start(
      Reader reader, Transport server, InstantSource clock, ScheduledExecutorService timer) {
    var tracking = new LegacyTokenTracking(reader, server, clock, timer);
    tracking.look();
    return tracking;
  }

  private synchronized void look() {
    try {
      Optional<JsonObject> known = reader.get(Resources.CONFIG_MAPS, NAMESPACE, NAME);
      Instant now = clock.instant();
      if (known.isEmpty()) {
        if (!now.isBefore(created.plus(PAUSE))) {
          write("POST", PATH, fresh());
          created = now;
        }
      } else if (!isDate(known.get().object("data").string("since"))) {
        JsonObject data = known.get().object("data").with("since", today());
        write("PUT", PATH + "/" + NAME, known.get().with("data", data));
      }
    } catch (StatusException e) {
      boolean raced = e.status().code() == 409 || e.isNotFound();
      (raced ? LOG.atDebug() : LOG.atWarn())
          .addKeyValue("why", e.getMessage())
          .log("The ConfigMap of the tracking of tokens cannot be written");
    }
  }

  private JsonObject fresh() {
    return JsonObject.EMPTY
        .with("apiVersion", "v1")
        .with("kind", "ConfigMap")
        .with("metadata", JsonObject.EMPTY.with("name", NAME).with("namespace", NAMESPACE))
        .with("data", JsonObject.EMPTY.with("since", today()));
  }

  private void write(String method, String path, JsonObject map) {
    server.send(new Request(method, path, Map.of(), Request.JSON, map));
  }

  private String today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  @Override
  public void close() {
    task.cancel(false);
  }
}
