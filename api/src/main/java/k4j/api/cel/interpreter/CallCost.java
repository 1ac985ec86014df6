package k4j.api.cel.interpreter;

import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.OpaqueValue;
import k4j.api.cel.value.OptionalValue;
import k4j.api.cel.value.Sized;

/// What a call costs, as Kubernetes charges it: a tenth for each character that is gone through, a
/// quarter for each character of a pattern.
@FunctionalInterface
interface CallCost {

  long CHECK = 350_000;

  long of(Object[] arguments, Object result);

  static CallCost of(String function, String overload) {
    CallCost kubernetes = kubernetes(function);
    return kubernetes != null ? kubernetes : standard(function, overload);
  }

  private static long tenth(double size) {
    return (long) Math.ceil(size * 0.1);
  }

  private static long text(Object value) {
    return tenth((double) Sized.of(value));
  }

  private static long pattern(Object text, Object pattern) {
    return tenth(1.0 + Sized.of(text)) * (long) Math.ceil(Sized.of(pattern) * 0.25);
  }

  private static @org.jspecify.annotations.Nullable CallCost kubernetes(String function) {
    return switch (function) {
      case "check" -> (_, _) -> CHECK;
      case "fieldSelector", "labelSelector" ->
          (arguments, _) ->
              10 + text(arguments[1]) + 50 * (long) Math.ceil(Sized.of(arguments[1]) * 0.5);
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          (arguments, _) -> traversal(arguments[0]);
      case "url",
          "lowerAscii",
          "upperAscii",
          "substring",
          "trim",
          "jsonpatch.escapeKey",
          "cidr",
          "isIP",
          "isCIDR",
          "quantity",
          "isQuantity",
          "semver",
          "isSemver" ->
          (arguments, _) -> text(arguments[0]);
      case "replace", "split", "ip.isCanonical" ->
          (arguments, _) -> tenth(2.0 * Sized.of(arguments[0]));
      case "join" -> (_, result) -> tenth(2.0 * Sized.of(result));
      case "find", "findAll" -> (arguments, _) -> pattern(arguments[0], arguments[1]);
      case "ip" -> (arguments, _) -> arguments[0] instanceof String ? text(arguments[0]) : 1;
      case "containsIP" -> (arguments, _) -> contains(arguments, 0);
      case "containsCIDR" -> (arguments, _) -> contains(arguments, text(arguments[0]) + 1);
      case "validate" ->
          (arguments, _) ->
              tenth(1.0 + Sized.of(arguments[1])) * (long) Math.ceil(Sized.of(arguments[0]) * 0.25);
      case "sets.contains", "sets.equivalent", "sets.intersects" ->
          (arguments, _) -> sets(function, arguments);
      case "_==_", "_!=_" -> (arguments, _) -> equality(arguments);
      case "slice", "flatten", "reverse", "lists.range" -> (_, result) -> 11 + Sized.of(result);
      case "distinct", "sort", "@sortByAssociatedKeys" ->
          (arguments, _) -> 11 + 2 * Sized.of(arguments[0]) * Sized.of(arguments[0]);
      default -> null;
    };
  }

  private static long contains(Object[] arguments, long more) {
    return tenth(2.0 * Sized.of(arguments[0]))
        + more
        + (arguments[1] instanceof String ? text(arguments[1]) : 0);
  }

  private static long sets(String function, Object[] arguments) {
    long product = Sized.of(arguments[0]) * Sized.of(arguments[1]);
    return 1 + (function.equals("sets.equivalent") ? 2 : 1) * product;
  }

  private static long equality(Object[] arguments) {
    return arguments[0] instanceof OpaqueValue
        ? 1
        : tenth((double) Math.min(Sized.of(arguments[0]), Sized.of(arguments[1])));
  }

  private static long traversal(Object value) {
    return switch (value) {
      case String text -> (long) (text.length() * 0.1);
      case Bytes bytes -> (long) (bytes.size() * 0.1);
      case CelList list -> {
        long sum = 0;
        for (Object item : list) {
          sum += traversal(item);
        }
        yield sum;
      }
      case CelMap map -> {
        long sum = 0;
        for (Object key : map.keys()) {
          sum += traversal(key) + traversal(OptionalValue.of(map.find(key)).get());
        }
        yield sum;
      }
      default -> 1;
    };
  }

  private static CallCost standard(String function, String overload) {
    return switch (function) {
      case "startsWith", "endsWith" -> (arguments, _) -> text(arguments[0]);
      case "format" -> (arguments, _) -> text(arguments[0]);
      case "strings.quote" -> (arguments, _) -> text(arguments[0]);
      case "matches" -> (arguments, _) -> pattern(arguments[0], arguments[1]);
      case "contains" -> (arguments, _) -> text(arguments[0]) * text(arguments[1]);
      case "@in" -> (arguments, _) -> arguments[1] instanceof CelList list ? list.size() : 1;
      case "_<_", "_<=_", "_>_", "_>=_" ->
          overload.isEmpty() ? (_, _) -> 1 : (arguments, _) -> order(arguments);
      case "_+_" -> overload.isEmpty() ? (_, _) -> 1 : (arguments, _) -> sum(arguments);
      case "string", "bytes" ->
          (arguments, _) ->
              arguments[0] instanceof String || arguments[0] instanceof Bytes
                  ? text(arguments[0])
                  : 1;
      default -> (_, _) -> 1;
    };
  }

  private static long order(Object[] arguments) {
    return arguments[0] instanceof String || arguments[0] instanceof Bytes
        ? tenth((double) Math.min(Sized.of(arguments[0]), Sized.of(arguments[1])))
        : 1;
  }

  private static long sum(Object[] arguments) {
    return arguments[0] instanceof String || arguments[0] instanceof Bytes
        ? tenth((double) Sized.of(arguments[0]) + Sized.of(arguments[1]))
        : 1;
  }
}
