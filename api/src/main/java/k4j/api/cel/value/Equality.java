package k4j.api.cel.value;

/// `==`: numbers of different kinds are compared by what they are worth; values of different kinds
/// are never equal.
public final class Equality {

  private Equality() {}

  public static boolean equal(Object left, Object right) {
    return switch (left) {
      case Long number -> right instanceof Long other ? number.equals(other) : number(left, right);
      case Double number ->
          right instanceof Double other
              ? number.doubleValue() == other.doubleValue()
              : number(left, right);
      case Unsigned _ -> number(left, right);
      case CelList list -> right instanceof CelList other && list.sameAs(other);
      case CelMap map -> right instanceof CelMap other && map.sameAs(other);
      case OptionalValue(var value) when value != null ->
          right instanceof OptionalValue(var other) && other != null && equal(value, other);
      default -> left.equals(right);
    };
  }

  private static boolean number(Object left, Object right) {
    return Order.isNumber(right) && Order.compareNumbers(left, right) == 0;
  }
}
