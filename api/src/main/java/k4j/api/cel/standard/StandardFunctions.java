package k4j.api.cel.standard;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import k4j.api.cel.function.Function;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.Equality;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.MapValue;
import k4j.api.cel.value.OptionalValue;
import k4j.api.cel.value.Order;

/// The functions and operators of the language.
public final class StandardFunctions {

  private StandardFunctions() {}

  public static void into(FunctionTable table) {
    Arithmetic.into(table);
    Conversions.into(table);
    TimeFunctions.into(table);
    Optionals.into(table);
    table.standard("_==_", arguments -> Equality.equal(arguments[0], arguments[1]));
    table.standard("_!=_", arguments -> !Equality.equal(arguments[0], arguments[1]));
    table.standard("_<_", comparison(order -> order < 0));
    table.standard("_<=_", comparison(order -> order <= 0));
    table.standard("_>_", comparison(order -> order == 1));
    table.standard("_>=_", comparison(order -> order == 0 || order == 1));
    table.standard("!_", arguments -> !(Boolean) arguments[0]);
    table.standard("@in", arguments -> contains(arguments[1], arguments[0]));
    table.standard("size", arguments -> size(arguments[0]));
    table.standard(
        "contains", arguments -> ((String) arguments[0]).contains((String) arguments[1]));
    table.standard(
        "startsWith", arguments -> ((String) arguments[0]).startsWith((String) arguments[1]));
    table.standard(
        "endsWith", arguments -> ((String) arguments[0]).endsWith((String) arguments[1]));
    table.standard(
        "matches",
        arguments -> Regex.compile((String) arguments[1]).matcher((String) arguments[0]).find());
    table.standard("cel.@mapInsert", StandardFunctions::insert);
  }

  private static Function comparison(IntPredicate wanted) {
    return arguments -> wanted.test(Order.compare(arguments[0], arguments[1]));
  }

  private static boolean contains(Object container, Object item) {
    return switch (container) {
      case CelList list -> {
        for (int i = 0; i < list.size(); i++) {
          if (Equality.equal(item, list.get(i))) {
            yield true;
          }
        }
        yield false;
      }
      case CelMap map -> map.find(item) != null;
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static long size(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case Bytes bytes -> bytes.size();
      case CelList list -> list.size();
      case CelMap map -> map.size();
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  /// What `transformMap` builds its result with.
  private static Object insert(Object[] arguments) {
    var entries = new LinkedHashMap<Object, Object>(((MapValue) arguments[0]).entries());
    if (arguments.length == 3) {
      put(entries, arguments[1], arguments[2]);
    } else {
      CelMap added = (CelMap) arguments[1];
      for (Object key : added.keys()) {
        put(entries, key, OptionalValue.of(added.find(key)).get());
      }
    }
    return MapValue.of(entries);
  }

  private static void put(Map<Object, Object> entries, Object key, Object value) {
    if (entries.put(key, value) != null) {
      throw new EvaluationException("insert failed: key '" + key + "' already exists");
    }
  }
}
