package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.selector.FieldSelector;
import k4j.api.selector.LabelSelector;
import k4j.api.selector.SelectorException;

/// The selectors of an access review, as a URL has them. What no selector of a URL can say is left
/// out: the review is then about more objects, never about fewer.
final class ReviewSelectors {

  private ReviewSelectors() {}

  static String fields(JsonObject selector) {
    if (!selector.string("rawSelector").isEmpty()) {
      return selector.string("rawSelector");
    }
    List<FieldSelector.Term> terms = new ArrayList<>();
    for (JsonObject each : selector.array("requirements").objects()) {
      List<String> values = each.array("values").strings();
      String operator = each.string("operator");
      if (values.size() == 1 && (operator.equals("In") || operator.equals("NotIn"))) {
        terms.add(
            new FieldSelector.Term(each.string("key"), operator.equals("In"), values.getFirst()));
      }
    }
    return new FieldSelector(terms).toString();
  }

  static String labels(JsonObject selector) {
    if (!selector.string("rawSelector").isEmpty()) {
      return selector.string("rawSelector");
    }
    List<String> terms = new ArrayList<>();
    for (JsonObject each : selector.array("requirements").objects()) {
      try {
        terms.add(
            LabelSelector.of(JsonObject.EMPTY.with("matchExpressions", JsonArray.of(each)))
                .toString());
      } catch (SelectorException _) {
        // as if it were not there
      }
    }
    return String.join(",", terms);
  }
}
