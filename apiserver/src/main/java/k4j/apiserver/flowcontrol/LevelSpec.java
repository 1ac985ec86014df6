package k4j.apiserver.flowcontrol;

import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A `PriorityLevelConfiguration` as flow control uses it.
///
/// @param borrowingLimitPercent negative where there is no limit
/// @param queuing null where requests that find no seat are rejected
record LevelSpec(
    String name,
    String uid,
    boolean exempt,
    int shares,
    int lendablePercent,
    int borrowingLimitPercent,
    @Nullable Queuing queuing) {

  /// How requests wait.
  record Queuing(int queues, int handSize, int queueLengthLimit) {}

  static LevelSpec of(JsonObject object) {
    JsonObject metadata = object.object("metadata");
    JsonObject spec = object.object("spec");
    boolean exempt = spec.string("type").equals("Exempt");
    JsonObject own = spec.object(exempt ? "exempt" : "limited");
    JsonObject response = own.object("limitResponse");
    return new LevelSpec(
        metadata.string("name"),
        metadata.string("uid"),
        exempt,
        number(own, "nominalConcurrencyShares", exempt ? 0 : 30),
        number(own, "lendablePercent", 0),
        number(own, "borrowingLimitPercent", -1),
        response.string("type").equals("Queue") ? queuing(response.object("queuing")) : null);
  }

  private static Queuing queuing(JsonObject queuing) {
    int queues = Math.max(1, number(queuing, "queues", 64));
    return new Queuing(
        queues,
        Math.clamp(number(queuing, "handSize", 8), 1, queues),
        number(queuing, "queueLengthLimit", 50));
  }

  private static int number(JsonObject object, String name, int otherwise) {
    return object.get(name) instanceof JsonInteger number ? (int) number.value() : otherwise;
  }

  /// What the level has in a server of so many seats whose levels hold so many shares together.
  SeatBounds bounds(int serverSeats, long allShares) {
    int nominal = allShares == 0 ? 0 : (int) Math.ceil((double) serverSeats * shares / allShares);
    int lendable = (int) Math.round(nominal * lendablePercent / 100.0);
    int borrowable =
        borrowingLimitPercent < 0
            ? serverSeats
            : (int) Math.round(nominal * borrowingLimitPercent / 100.0);
    return new SeatBounds(nominal, nominal - lendable, nominal + borrowable);
  }

  /// The seats of a level: what its shares give, what it keeps whatever others need, and what it
  /// may have at most.
  record SeatBounds(int nominal, int least, int most) {

    /// What a level begins with: half of what it may lend is lent.
    int initial() {
      return nominal - (nominal - least) / 2;
    }
  }

  /// The most seats that one request may be given.
  int widest(SeatBounds bounds) {
    if (queuing == null) {
      return Integer.MAX_VALUE;
    }
    double part = Math.ceil(bounds.nominal() * 0.15);
    return (int) Math.max(1, Math.min(part, (double) bounds.nominal() / queuing.handSize()));
  }
}
