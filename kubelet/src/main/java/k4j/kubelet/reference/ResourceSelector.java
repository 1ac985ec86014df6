package k4j.kubelet.reference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// The downward API's `resourceFieldRef`: a container's request or limit as a whole number.
public final class ResourceSelector {

  private ResourceSelector() {}

  /// @param allocatable the node's, which stands in for a limit that is not set
  public static String value(JsonObject container, JsonObject ref, JsonObject allocatable) {
    String[] path = ref.string("resource").split("\\.", 2);
    if (path.length != 2 || !(path[0].equals("limits") || path[0].equals("requests"))) {
      throw new InvalidSpecException("unsupported container resource : " + ref.string("resource"));
    }
    JsonObject resources = container.object("resources");
    JsonObject limits = resources.object("limits");
    JsonObject list = path[0].equals("limits") ? limits : resources.object("requests");
    Quantity amount = Quantity.ZERO;
    if (list.has(path[1])) {
      amount = Quantity.of(list.get(path[1]));
    } else if (path[0].equals("limits") && allocatable.has(path[1])) {
      amount = Quantity.of(allocatable.get(path[1]));
    }
    Quantity divisor = ref.has("divisor") ? Quantity.of(ref.get("divisor")) : Quantity.ZERO;
    if (divisor.isZero()) {
      divisor = Quantity.of(1);
    }
    BigDecimal result = amount.decimal().divide(divisor.decimal(), 0, RoundingMode.CEILING);
    return String.format(Locale.ROOT, "%d", result.longValueExact());
  }
}
