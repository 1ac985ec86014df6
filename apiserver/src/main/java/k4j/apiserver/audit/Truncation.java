package k4j.apiserver.audit;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes request and response out of events that are too large, and splits batches that are
/// (`--audit-webhook-truncate-enabled`).
///
/// @param largestEvent bytes
/// @param largestBatch bytes
public record Truncation(AuditBackend behind, long largestEvent, long largestBatch)
    implements AuditBackend {

  private static final Logger LOG = LoggerFactory.getLogger(Truncation.class);
  private static final String TRUNCATED = "audit.k8s.io/truncated";

  @Override
  public boolean take(List<JsonObject> events) {
    boolean stored = true;
    var batch = new ArrayList<JsonObject>();
    long batchSize = 0;
    for (JsonObject event : events) {
      JsonObject small = fitting(event);
      long size = size(small);
      if (size > largestEvent) {
        LOG.atError()
            .addKeyValue("auditID", event.string("auditID"))
            .log("An audit event was lost: it is too large even after truncating");
        continue;
      }
      if (!batch.isEmpty() && batchSize + size > largestBatch) {
        stored &= behind.take(List.copyOf(batch));
        batch.clear();
        batchSize = 0;
      }
      batch.add(small);
      batchSize += size;
    }
    return (batch.isEmpty() || behind.take(List.copyOf(batch))) && stored;
  }

  private JsonObject fitting(JsonObject event) {
    boolean shows = event.string("level").startsWith("Request");
    if (!shows || size(event) <= largestEvent) {
      return event;
    }
    return event
        .without("requestObject")
        .without("responseObject")
        .with("annotations", event.object("annotations").with(TRUNCATED, "true"));
  }

  /// With the line's end that Go's encoder writes.
  private static long size(JsonObject event) {
    return JsonWriter.toBytes(event).length + 1L;
  }

  @Override
  public void close() {
    behind.close();
  }
}
