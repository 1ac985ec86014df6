package k4j.client.leader;

import java.time.Duration;
import java.time.Instant;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// The `spec` of a Lease that candidates share.
///
/// @param holder empty where the last leader let go
/// @param transitions how often the leader changed
record LeaseRecord(
    String holder, Duration duration, Instant acquired, Instant renewed, int transitions) {

  static LeaseRecord of(JsonObject spec) {
    return new LeaseRecord(
        spec.string("holderIdentity"),
        Duration.ofSeconds(spec.integer("leaseDurationSeconds")),
        Times.parse(spec.string("acquireTime")).orElse(Instant.EPOCH),
        Times.parse(spec.string("renewTime")).orElse(Instant.EPOCH),
        (int) spec.integer("leaseTransitions"));
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("holderIdentity", holder)
        .put("leaseDurationSeconds", duration.toSeconds())
        .put("acquireTime", Times.formatMicro(acquired))
        .put("renewTime", Times.formatMicro(renewed))
        .put("leaseTransitions", transitions)
        .build();
  }
}
