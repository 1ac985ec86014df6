package k4j.api.selector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// Chooses objects by their labels: all requirements must hold.
public final class LabelSelector {

  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.NOT_EXISTS);
  private static final Map<String, Operator> NODE_OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.NOT_EXISTS,
          "Gt", Operator.GREATER,
          "Lt", Operator.LESS);

  private final List<Requirement> requirements;
  private final boolean nothing;

  private LabelSelector(List<Requirement> requirements, boolean nothing) {
    this.requirements = requirements;
    this.nothing = nothing;
  }

  private static LabelSelector of(List<Requirement> requirements) {
    if (requirements.isEmpty()) {
      return EVERYTHING;
    }
    return new LabelSelector(
        requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList(), false);
  }

  /// Reads the text form: `app=web,tier in (a,b),!x`.
  ///
  /// @throws SelectorException in Kubernetes' words where the text is no selector
  public static LabelSelector parse(String text) {
    return text.isEmpty() ? EVERYTHING : of(new LabelSelectorParser(text).parse());
  }

  /// Reads a `LabelSelector` of the API: an absent one chooses nothing, an empty one everything.
  ///
  /// @throws SelectorException where it is malformed
  public static LabelSelector of(@Nullable Json json) {
    if (!(json instanceof JsonObject object)) {
      return NOTHING;
    }
    var requirements = new ArrayList<>(equalities(object.object("matchLabels")));
    addExpressions(
        requirements, object, OPERATORS, "\"%s\" is not a valid label selector operator");
    return of(requirements);
  }

  /// Reads the `matchExpressions` of a NodeSelectorTerm, which know `Gt` and `Lt` too.
  ///
  /// @throws SelectorException where they are malformed
  public static LabelSelector ofNodeSelectorTerm(JsonObject term) {
    var requirements = new ArrayList<Requirement>();
    addExpressions(
        requirements, term, NODE_OPERATORS, "\"%s\" is not a valid node selector operator");
    return of(requirements);
  }

  /// A map of labels that must all be there, such as a Service's selector. An empty map chooses
  /// everything.
  public static LabelSelector ofMap(JsonObject labels) {
    return of(equalities(labels));
  }

  private static List<Requirement> equalities(JsonObject labels) {
    return labels.strings().entrySet().stream()
        .map(e -> Requirement.checked(e.getKey(), Operator.EQUALS, List.of(e.getValue())))
        .toList();
  }

  private static void addExpressions(
      List<Requirement> to, JsonObject from, Map<String, Operator> operators, String unknown) {
    for (JsonObject expression : from.array("matchExpressions").objects()) {
      String name = expression.string("operator");
      Operator operator = operators.get(name);
      if (operator == null) {
        throw new SelectorException(unknown.formatted(name));
      }
      List<String> values = expression.array("values").strings();
      to.add(Requirement.checked(expression.string("key"), operator, values));
    }
  }

  public List<Requirement> requirements() {
    return requirements;
  }

  /// Whether every object is chosen.
  public boolean isEverything() {
    return requirements.isEmpty() && !nothing;
  }

  /// @param labels the `metadata.labels` of an object
  public boolean matches(JsonObject labels) {
    return matchesBy(key -> labels.get(key) instanceof JsonString text ? text.value() : null);
  }

  public boolean matches(Map<String, String> labels) {
    return matchesBy(labels::get);
  }

  private boolean matchesBy(UnaryOperator<@Nullable String> labels) {
    if (nothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels.apply(requirement.key()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSelector selector
        && nothing == selector.nothing
        && requirements.equals(selector.requirements);
  }

  @Override
  public int hashCode() {
    return requirements.hashCode();
  }

  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
