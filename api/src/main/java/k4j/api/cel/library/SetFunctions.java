package k4j.api.cel.library;

import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.Equality;

/// The language's extension that sees lists as sets.
final class SetFunctions {

  private SetFunctions() {}

  static void into(FunctionTable table) {
    table.add(
        "list_sets_contains_list",
        "sets.contains(list<A>,list<A>) bool",
        arguments -> contains((CelList) arguments[0], (CelList) arguments[1]));
    table.add(
        "list_sets_equivalent_list",
        "sets.equivalent(list<A>,list<A>) bool",
        arguments ->
            contains((CelList) arguments[0], (CelList) arguments[1])
                && contains((CelList) arguments[1], (CelList) arguments[0]));
    table.add(
        "list_sets_intersects_list",
        "sets.intersects(list<A>,list<A>) bool",
        arguments -> {
          for (Object item : (CelList) arguments[1]) {
            if (holds((CelList) arguments[0], item)) {
              return true;
            }
          }
          return false;
        });
  }

  private static boolean contains(CelList list, CelList wanted) {
    for (Object item : wanted) {
      if (!holds(list, item)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(CelList list, Object item) {
    for (Object each : list) {
      if (Equality.equal(each, item)) {
        return true;
      }
    }
    return false;
  }
}
