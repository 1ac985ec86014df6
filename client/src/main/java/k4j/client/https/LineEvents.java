package k4j.client.https;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.transport.EventStream;
import k4j.api.transport.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events of a watch as they come over the wire: one JSON object a line.
final class LineEvents implements EventStream {

  private static final Logger LOG = LoggerFactory.getLogger(LineEvents.class);

  private final InputStream body;
  private final BufferedReader lines;

  LineEvents(InputStream body) {
    this.body = body;
    lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Override
  public Optional<WatchEvent> next() {
    try {
      String line = lines.readLine();
      return line == null ? Optional.empty() : Optional.of(event(line));
    } catch (IOException e) {
      if (e.getCause() instanceof InterruptedException || e instanceof InterruptedIOException) {
        Thread.currentThread().interrupt();
      }
      LOG.atDebug().addKeyValue("error", e.getMessage()).log("watch connection ended");
      return Optional.empty();
    } catch (JsonException e) {
      LOG.atWarn().addKeyValue("error", e.getMessage()).log("watch sent what is not an event");
      return Optional.empty();
    }
  }

  private static WatchEvent event(String line) {
    if (!(JsonParser.parse(line) instanceof JsonObject json)) {
      throw new JsonException("a watch event must be an object", 0);
    }
    WatchEvent.Type type =
        switch (json.string("type")) {
          case "ADDED" -> WatchEvent.Type.ADDED;
          case "MODIFIED" -> WatchEvent.Type.MODIFIED;
          case "DELETED" -> WatchEvent.Type.DELETED;
          case "BOOKMARK" -> WatchEvent.Type.BOOKMARK;
          case "ERROR" -> WatchEvent.Type.ERROR;
          default -> throw new JsonException("unknown watch event " + json.string("type"), 0);
        };
    return new WatchEvent(type, json.object("object"));
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("error", e.getMessage()).log("watch connection closed badly");
    }
  }
}
