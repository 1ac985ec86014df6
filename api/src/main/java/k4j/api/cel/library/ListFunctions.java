package k4j.api.cel.library;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.standard.Arithmetic;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.Equality;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.ListValue;
import k4j.api.cel.value.Order;
import k4j.api.cel.value.Types;
import k4j.api.cel.value.Unsigned;
import org.jspecify.annotations.Nullable;

/// Kubernetes' functions for lists, and version 3 of the language's extension for them.
final class ListFunctions {

  private static final List<String> SUMMABLE = List.of("int", "uint", "double", "duration");
  private static final List<String> COMPARABLE =
      List.of("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes");

  private ListFunctions() {}

  static void into(FunctionTable table) {
    for (String type : COMPARABLE) {
      String list = "list<" + type + ">::";
      table.add(
          "list_" + type + "_is_sorted_bool",
          list + "isSorted() bool",
          arguments -> isSorted((CelList) arguments[0]));
      table.add(
          "list_" + type + "_min_" + type,
          list + "min() " + type,
          arguments -> extreme((CelList) arguments[0], "min", 1));
      table.add(
          "list_" + type + "_max_" + type,
          list + "max() " + type,
          arguments -> extreme((CelList) arguments[0], "max", -1));
      table.add(
          "list_" + type + "_sort",
          list + "sort() list<" + type + ">",
          arguments -> sort((CelList) arguments[0]));
    }
    for (String type : SUMMABLE) {
      table.add(
          "list_" + type + "_sum_" + type,
          "list<" + type + ">::sum() " + type,
          arguments -> sum((CelList) arguments[0], type));
    }
    table.add(
        "list_a_index_of_int",
        "list<A>::indexOf(A) int",
        arguments -> indexOf((CelList) arguments[0], arguments[1]));
    table.add(
        "list_a_last_index_of_int",
        "list<A>::lastIndexOf(A) int",
        arguments -> lastIndexOf((CelList) arguments[0], arguments[1]));
    extensions(table);
  }

  private static void extensions(FunctionTable table) {
    table.add(
        "list_slice",
        "list<A>::slice(int,int) list<A>",
        arguments -> slice((CelList) arguments[0], (long) arguments[1], (long) arguments[2]));
    table.add(
        "list_flatten",
        "list<list<A>>::flatten() list<A>",
        arguments -> flatten((CelList) arguments[0], 1));
    table.add(
        "list_flatten_int",
        "list<dyn>::flatten(int) list<dyn>",
        arguments -> flatten((CelList) arguments[0], (long) arguments[1]));
    table.add(
        "list_reverse",
        "list<A>::reverse() list<A>",
        arguments -> ListValue.of(items((CelList) arguments[0]).reversed()));
    table.add(
        "list_distinct",
        "list<A>::distinct() list<A>",
        arguments -> distinct((CelList) arguments[0]));
    table.add("lists_range", "lists.range(int) list<int>", arguments -> range(arguments[0]));
    table.add(
        "list_sortByAssociatedKeys",
        "list<A>::@sortByAssociatedKeys(list<B>) list<A>",
        arguments -> sortBy((CelList) arguments[0], (CelList) arguments[1]));
  }

  private static List<Object> items(CelList list) {
    var items = new ArrayList<Object>(list.size());
    list.forEach(items::add);
    return items;
  }

  private static boolean isSorted(CelList list) {
    for (int i = 1; i < list.size(); i++) {
      if (Order.compare(list.get(i - 1), list.get(i)) == 1) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(CelList list, String name, int worse) {
    @Nullable Object best = null;
    for (Object item : list) {
      best = best == null || Order.compare(best, item) == worse ? item : best;
    }
    if (best == null) {
      throw new EvaluationException(name + " called on empty list");
    }
    return best;
  }

  private static Object sum(CelList list, String type) {
    Object sum =
        switch (list.size() == 0 ? type : Types.nameOf(list.get(0))) {
          case "uint" -> new Unsigned(0);
          case "double" -> 0.0;
          case "duration", "google.protobuf.Duration" -> Duration.ZERO;
          default -> 0L;
        };
    for (Object item : list) {
      sum = Arithmetic.add(sum, item);
    }
    return sum;
  }

  private static long indexOf(CelList list, Object item) {
    for (int i = 0; i < list.size(); i++) {
      if (Equality.equal(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private static long lastIndexOf(CelList list, Object item) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (Equality.equal(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private static ListValue slice(CelList list, long start, long end) {
    String call = "cannot slice(" + start + ", " + end + "), ";
    if (start < 0 || end < 0) {
      throw new EvaluationException(call + "negative indexes not supported");
    }
    if (start > end) {
      throw new EvaluationException(call + "start index must be less than or equal to end index");
    }
    if (list.size() < end) {
      throw new EvaluationException(call + "list is length " + list.size());
    }
    return ListValue.of(items(list).subList((int) start, (int) end));
  }

  private static ListValue flatten(CelList list, long depth) {
    if (depth < 0) {
      throw new EvaluationException("level must be non-negative");
    }
    var flat = new ArrayList<Object>();
    for (Object item : list) {
      if (item instanceof CelList nested && depth > 0) {
        flat.addAll(items(flatten(nested, depth - 1)));
      } else {
        flat.add(item);
      }
    }
    return ListValue.of(flat);
  }

  private static ListValue distinct(CelList list) {
    var unique = new ArrayList<Object>();
    for (Object item : list) {
      if (unique.stream().noneMatch(other -> Equality.equal(item, other))) {
        unique.add(item);
      }
    }
    return ListValue.of(unique);
  }

  private static ListValue range(Object size) {
    long limit = (long) size;
    if (limit > 1_000_000) {
      throw new EvaluationException("lists.range() size exceeds limit: " + limit);
    }
    return ListValue.of(LongStream.range(0, limit).boxed().toList());
  }

  private static void requireOneType(List<Object> keys) {
    if (keys.stream().map(Types::nameOf).distinct().count() > 1) {
      throw new EvaluationException("list elements must have the same type");
    }
  }

  private static ListValue sort(CelList list) {
    List<Object> items = items(list);
    requireOneType(items);
    items.sort(Order::compare);
    return ListValue.of(items);
  }

  private static ListValue sortBy(CelList list, CelList keys) {
    requireOneType(items(keys));
    return ListValue.of(
        IntStream.range(0, list.size())
            .boxed()
            .sorted((left, right) -> Order.compare(keys.get(left), keys.get(right)))
            .map(list::get)
            .toList());
  }
}
