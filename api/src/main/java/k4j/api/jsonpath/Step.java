package k4j.api.jsonpath;

import java.util.List;
import k4j.api.json.Json;

/// One part of a path.
sealed interface Step {

  /// A field, such as `.spec`.
  record Field(String name) implements Step {}

  /// `[start:end:step]` of a list; a single index is a slice of one.
  ///
  /// @param end exclusive; counted from the end where negative
  /// @param open whether there is no end
  record Slice(int start, int end, boolean open, int step) implements Step {}

  /// One item.
  record Index(int index) implements Step {}

  /// `*`: all fields or items.
  record All() implements Step {}

  /// `..`: the value and everything below it.
  record Descend() implements Step {}

  /// `[a,b]`: what each of several paths finds.
  record Union(List<JsonPath> paths) implements Step {}

  /// `[?(left op right)]`: the items of which it is true.
  ///
  /// @param operator empty where it only asks whether the left side exists
  record Filter(Operand left, String operator, Operand right) implements Step {}

  /// One side of a comparison.
  sealed interface Operand {
    record Path(JsonPath path) implements Operand {}

    record Literal(Json value) implements Operand {}
  }
}
