package k4j.apiserver.table.row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.selector.LabelSelector;
import org.jspecify.annotations.Nullable;

/// Texts that several kinds show.
final class Texts {

  private static final int SHOWN = 3;

  private Texts() {}

  /// The names and the images of a pod template's containers, a cell each.
  static void containers(JsonObject podSpec, Row row) {
    List<JsonObject> containers = podSpec.array("containers").objects();
    row.text(joined(containers.stream().map(c -> c.string("name")).toList()));
    row.text(joined(containers.stream().map(c -> c.string("image")).toList()));
  }

  static String joined(Collection<String> words) {
    return String.join(",", words);
  }

  /// `a=1,b=2`, or `<none>`.
  static String labels(JsonObject labels) {
    Map<String, String> texts = labels.strings();
    return texts.isEmpty()
        ? Row.NONE
        : texts.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
  }

  /// A label selector in the form in which users type it, or `<none>`.
  static String selector(JsonObject selector) {
    String text = requirements(selector);
    return text.isEmpty() ? Row.NONE : text;
  }

  /// As above, but empty where it selects everything.
  static String requirements(JsonObject selector) {
    return LabelSelector.of(selector).toString();
  }

  /// The first three, and how many more there are.
  static String firstOf(List<String> all) {
    if (all.size() > SHOWN) {
      return "%s + %d more...".formatted(joined(all.subList(0, SHOWN)), all.size() - SHOWN);
    }
    String text = joined(all);
    return text.isEmpty() ? Row.UNSET : text;
  }

  /// `RWO,ROX,RWX,RWOP`, each once.
  static String accessModes(JsonArray modes) {
    List<String> given = modes.strings();
    var words = new ArrayList<String>();
    for (Map.Entry<String, String> each :
        List.of(
            Map.entry("ReadWriteOnce", "RWO"),
            Map.entry("ReadOnlyMany", "ROX"),
            Map.entry("ReadWriteMany", "RWX"),
            Map.entry("ReadWriteOncePod", "RWOP"))) {
      if (given.contains(each.getKey())) {
        words.add(each.getValue());
      }
    }
    return joined(words);
  }

  static String quantity(@Nullable Json quantity) {
    return Quantity.of(quantity).toString();
  }

  /// The first condition of a type; empty where there is none.
  static JsonObject condition(JsonObject status, String type) {
    for (JsonObject condition : status.array("conditions").objects()) {
      if (condition.string("type").equals(type)) {
        return condition;
      }
    }
    return JsonObject.EMPTY;
  }

  static boolean isTrue(JsonObject status, String condition) {
    return condition(status, condition).string("status").equals("True");
  }

  static String textOf(JsonObject object, String field, String otherwise) {
    return object.has(field) ? object.string(field) : otherwise;
  }

  static boolean isDefault(JsonObject object, String annotation) {
    return object.object("metadata").object("annotations").string(annotation).equals("true");
  }
}
