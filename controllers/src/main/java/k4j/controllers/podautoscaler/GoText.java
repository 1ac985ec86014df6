package k4j.controllers.podautoscaler;

import java.util.TreeMap;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.meta.v1.LabelSelector;
import k4j.api.meta.v1.LabelSelectorRequirement;

/// Selectors as Go prints them in messages.
final class GoText {

  private GoText() {}

  /// @param metric what may have a selector
  static String selector(JsonObject metric) {
    if (!metric.has("selector")) {
      return "nil";
    }
    var selector = new LabelSelector(metric.object("selector"));
    String labels =
        new TreeMap<>(selector.matchLabels())
            .entrySet().stream()
                .map(e -> "%s: %s,".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining("", "map[string]string{", "}"));
    String expressions =
        selector.matchExpressions().stream()
            .map(GoText::requirement)
            .collect(Collectors.joining("", "[]LabelSelectorRequirement{", "}"));
    return "&LabelSelector{MatchLabels:%s,MatchExpressions:%s,}".formatted(labels, expressions);
  }

  private static String requirement(LabelSelectorRequirement requirement) {
    return "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
        .formatted(
            requirement.key(), requirement.operator(), String.join(" ", requirement.values()));
  }
}
