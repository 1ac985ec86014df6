package k4j.apiserver.strategy.warning;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldPath;

/// What a person should hear about claims of volumes.
public final class ClaimWarnings {

  private ClaimWarnings() {}

  /// Bytes cannot be shared out.
  public static List<String> of(JsonObject spec, FieldPath path) {
    var out = new ArrayList<String>();
    for (String list : new String[] {"requests", "limits"}) {
      JsonObject amounts = spec.object("resources").object(list);
      if (amounts.has("storage") && !Quantity.of(amounts.get("storage")).isWhole()) {
        out.add(
            "%s: fractional byte value \"%s\" is invalid, must be an integer"
                .formatted(
                    path.child("resources", list).key("storage"), amounts.string("storage")));
      }
    }
    return List.copyOf(out);
  }
}
