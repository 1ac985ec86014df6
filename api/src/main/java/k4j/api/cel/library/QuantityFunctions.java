package k4j.api.cel.library;

import java.util.function.BiFunction;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OpaqueValue;
import k4j.api.quantity.Quantity;
import k4j.api.quantity.QuantityException;

/// Amounts of resources.
final class QuantityFunctions {

  private static final String TYPE = "kubernetes.Quantity";

  private QuantityFunctions() {}

  /// A quantity as a value.
  record Amount(Quantity quantity) implements OpaqueValue {
    @Override
    public String typeName() {
      return TYPE;
    }
  }

  static void into(FunctionTable table) {
    table.add(
        "string_to_quantity",
        "quantity(string) " + TYPE,
        arguments -> new Amount(parse((String) arguments[0])));
    table.add(
        "is_quantity_string",
        "isQuantity(string) bool",
        arguments -> isQuantity((String) arguments[0]));
    table.add(
        "quantity_sign", TYPE + "::sign() int", arguments -> (long) amount(arguments[0]).signum());
    comparison(table, "quantity_is_greater_than", "isGreaterThan", (a, b) -> a.compareTo(b) > 0);
    comparison(table, "quantity_is_less_than", "isLessThan", (a, b) -> a.compareTo(b) < 0);
    table.add(
        "quantity_compare_to",
        TYPE + "::compareTo(" + TYPE + ") int",
        arguments -> (long) Integer.signum(amount(arguments[0]).compareTo(amount(arguments[1]))));
    table.add(
        "quantity_get_float",
        TYPE + "::asApproximateFloat() double",
        arguments -> amount(arguments[0]).doubleValue());
    table.add(
        "quantity_get_int", TYPE + "::asInteger() int", arguments -> integer(amount(arguments[0])));
    table.add(
        "quantity_is_integer",
        TYPE + "::isInteger() bool",
        arguments -> isInteger(amount(arguments[0])));
    change(table, "add", Quantity::plus);
    change(table, "sub", Quantity::minus);
  }

  private static void comparison(
      FunctionTable table, String id, String name, BiFunction<Quantity, Quantity, Boolean> test) {
    table.add(
        id,
        TYPE + "::" + name + "(" + TYPE + ") bool",
        arguments -> test.apply(amount(arguments[0]), amount(arguments[1])));
  }

  /// One form takes any second argument: a quantity or a whole number.
  private static void change(
      FunctionTable table, String name, BiFunction<Quantity, Quantity, Quantity> change) {
    table.add(
        "quantity_" + name,
        TYPE + "::" + name + "(" + TYPE + ") " + TYPE,
        arguments -> new Amount(change.apply(amount(arguments[0]), either(arguments[1]))));
    table.add(
        "quantity_" + name + "_int",
        TYPE + "::" + name + "(int) " + TYPE,
        arguments -> new Amount(change.apply(amount(arguments[0]), either(arguments[1]))));
  }

  private static Quantity either(Object value) {
    return value instanceof Long number ? Quantity.of(number) : amount(value);
  }

  private static Quantity amount(Object value) {
    return ((Amount) value).quantity();
  }

  private static Quantity parse(String text) {
    try {
      return Quantity.parse(text);
    } catch (QuantityException failure) {
      throw new EvaluationException(String.valueOf(failure.getMessage()));
    }
  }

  private static boolean isQuantity(String text) {
    try {
      Quantity.parse(text);
      return true;
    } catch (QuantityException failure) {
      return false;
    }
  }

  private static boolean isInteger(Quantity quantity) {
    return quantity.isWhole() && quantity.decimal().toBigInteger().bitLength() < 64;
  }

  private static long integer(Quantity quantity) {
    if (!isInteger(quantity)) {
      throw new EvaluationException("cannot convert value to integer");
    }
    return quantity.value();
  }
}
