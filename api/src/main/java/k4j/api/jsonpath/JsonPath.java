package k4j.api.jsonpath;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.jsonpath.Step.Operand;

/// A path that finds values in an object (client-go, `util/jsonpath`); what is missing on the way
/// is no error.
public final class JsonPath {

  private final List<Step> steps;

  JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// @param text such as `.spec.ports[?(@.name=="http")].port`, without braces
  /// @throws JsonPathException where it cannot be read
  public static JsonPath parse(String text) {
    return new PathParser(text).parse();
  }

  /// Whether it is nothing but names, as `.spec.replicas`.
  public boolean isSimple() {
    return steps.stream().allMatch(Step.Field.class::isInstance);
  }

  /// All values found, in order.
  public List<Json> find(Json root) {
    List<Json> current = List.of(root);
    for (Step step : steps) {
      var next = new ArrayList<Json>();
      for (Json value : current) {
        apply(step, value, next);
      }
      current = next;
    }
    return current;
  }

  private static void apply(Step step, Json value, List<Json> out) {
    switch (step) {
      case Step.Field(String name) -> {
        Json found = value instanceof JsonObject object ? object.get(name) : null;
        if (found != null) {
          out.add(found);
        }
      }
      case Step.Index(int index) -> {
        if (value instanceof JsonArray array) {
          int at = index < 0 ? array.size() + index : index;
          if (at >= 0 && at < array.size()) {
            out.add(array.get(at));
          }
        }
      }
      case Step.Slice slice -> {
        if (value instanceof JsonArray array) {
          slice(slice, array, out);
        }
      }
      case Step.All _ -> children(value, out);
      case Step.Descend _ -> descend(value, out);
      case Step.Union(List<JsonPath> paths) -> paths.forEach(path -> out.addAll(path.find(value)));
      case Step.Filter filter -> {
        var items = new ArrayList<Json>();
        children(value, items);
        items.stream().filter(item -> holds(filter, item)).forEach(out::add);
      }
    }
  }

  private static void slice(Step.Slice slice, JsonArray array, List<Json> out) {
    int start = slice.start() < 0 ? array.size() + slice.start() : slice.start();
    int end =
        slice.open() ? array.size() : slice.end() < 0 ? array.size() + slice.end() : slice.end();
    for (int i = Math.max(0, start); i < Math.min(end, array.size()); i += slice.step()) {
      out.add(array.get(i));
    }
  }

  private static void children(Json value, List<Json> out) {
    switch (value) {
      case JsonObject object -> out.addAll(object.values());
      case JsonArray array -> array.forEach(out::add);
      default -> {}
    }
  }

  private static void descend(Json value, List<Json> out) {
    out.add(value);
    var below = new ArrayList<Json>();
    children(value, below);
    below.forEach(child -> descend(child, out));
  }

  private static boolean holds(Step.Filter filter, Json item) {
    List<Json> left = values(filter.left(), item);
    if (filter.operator().isEmpty()) {
      return !left.isEmpty();
    }
    List<Json> right = values(filter.right(), item);
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    Json one = left.getFirst();
    Json other = right.getFirst();
    return switch (filter.operator()) {
      case "==" -> same(one, other);
      case "!=" -> !same(one, other);
      case "<" -> order(one, other) < 0;
      case "<=" -> order(one, other) <= 0;
      case ">" -> order(one, other) > 0;
      default -> order(one, other) >= 0;
    };
  }

  private static List<Json> values(Operand operand, Json item) {
    return switch (operand) {
      case Operand.Path(JsonPath path) -> path.find(item);
      case Operand.Literal(Json value) -> List.of(value);
    };
  }

  private static boolean same(Json one, Json other) {
    return one.equals(other) || number(one) == number(other);
  }

  private static int order(Json one, Json other) {
    return one instanceof JsonString a && other instanceof JsonString b
        ? a.value().compareTo(b.value())
        : Double.compare(number(one), number(other));
  }

  private static double number(Json value) {
    return switch (value) {
      case JsonInteger whole -> whole.value();
      case JsonDecimal decimal -> decimal.value();
      default -> Double.NaN;
    };
  }
}
