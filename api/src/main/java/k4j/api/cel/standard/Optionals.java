package k4j.api.cel.standard;

import java.util.ArrayList;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.CelNull;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.ListValue;
import k4j.api.cel.value.OptionalValue;
import k4j.api.cel.value.Unsigned;
import org.jspecify.annotations.Nullable;

/// Values that may be absent, and access that gives them.
public final class Optionals {

  private Optionals() {}

  static void into(FunctionTable table) {
    table.standard("optional.none", _ -> OptionalValue.NONE);
    table.standard("optional.of", arguments -> OptionalValue.of(arguments[0]));
    table.standard(
        "optional.ofNonZeroValue",
        arguments -> isZero(arguments[0]) ? OptionalValue.NONE : OptionalValue.of(arguments[0]));
    table.standard("hasValue", arguments -> ((OptionalValue) arguments[0]).isPresent());
    table.standard("value", arguments -> ((OptionalValue) arguments[0]).get());
    table.standard("_?._", arguments -> select(arguments[0], arguments[1]));
    table.standard("_[?_]", arguments -> select(arguments[0], arguments[1]));
    table.standard("optional.unwrap", arguments -> present((CelList) arguments[0]));
    table.standard("unwrapOpt", arguments -> present((CelList) arguments[0]));
    table.standard(
        "first",
        arguments ->
            arguments[0] instanceof CelList list && list.size() > 0
                ? OptionalValue.of(list.get(0))
                : OptionalValue.NONE);
    table.standard(
        "last",
        arguments ->
            arguments[0] instanceof CelList list && list.size() > 0
                ? OptionalValue.of(list.get(list.size() - 1))
                : OptionalValue.NONE);
  }

  private static ListValue present(CelList optionals) {
    var values = new ArrayList<Object>();
    for (Object each : optionals) {
      if (each instanceof OptionalValue(var value) && value != null) {
        values.add(value);
      }
    }
    return ListValue.of(values);
  }

  private static OptionalValue select(Object operand, Object key) {
    return switch (operand) {
      case OptionalValue(var inner) -> inner == null ? OptionalValue.NONE : select(inner, key);
      default -> OptionalValue.of(find(operand, key));
    };
  }

  /// The field, entry or item, or null where there is none.
  public static @Nullable Object find(Object operand, Object key) {
    return switch (operand) {
      case CelMap map -> map.find(key);
      case CelList list -> {
        long index = index(key);
        yield index < 0 || index >= list.size() ? null : list.get((int) index);
      }
      case OptionalValue(var inner) -> inner == null ? null : find(inner, key);
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  /// The position that a key means in a list.
  public static long index(Object key) {
    return switch (key) {
      case Long number -> number;
      case Unsigned(long bits) when bits >= 0 -> bits;
      case Double number when number == Math.rint(number) -> (long) (double) number;
      default ->
          throw new EvaluationException("unsupported index type '" + typeOf(key) + "' in list");
    };
  }

  private static String typeOf(Object key) {
    return k4j.api.cel.value.Types.nameOf(key);
  }

  private static boolean isZero(Object value) {
    return switch (value) {
      case Boolean flag -> !flag;
      case Long number -> number == 0;
      case Unsigned(long bits) -> bits == 0;
      case Double number -> number == 0;
      case String text -> text.isEmpty();
      case Bytes bytes -> bytes.size() == 0;
      case CelList list -> list.size() == 0;
      case CelMap map -> map.size() == 0;
      case CelNull _ -> true;
      case OptionalValue optional -> !optional.isPresent();
      case java.time.Duration duration -> duration.isZero();
      default -> false;
    };
  }
}
