package k4j.apiserver.strategy.extension;

import java.util.HashSet;
import java.util.List;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.policy.Expression;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// The conditions by which webhooks and policies say which requests they want to see. Pure.
final class MatchConditionValidation {

  private static final int MOST = 64;

  private MatchConditionValidation() {}

  static void check(
      List<JsonObject> conditions, CelEnvironment environment, FieldPath path, FieldErrors errors) {
    if (conditions.size() > MOST) {
      errors.tooMany(path, conditions.size(), MOST);
    }
    var names = new HashSet<String>();
    for (int i = 0; i < conditions.size(); i++) {
      FieldPath at = path.index(i);
      expression(conditions.get(i).string("expression").strip(), environment, at, errors);
      String name = conditions.get(i).string("name");
      if (name.isEmpty()) {
        errors.required(at.child("name"));
      } else {
        errors.invalidEach(at.child("name"), name, Formats.qualifiedName(name));
        if (!names.add(name)) {
          errors.duplicate(at.child("name"), name);
        }
      }
    }
  }

  private static void expression(
      String text, CelEnvironment environment, FieldPath at, FieldErrors errors) {
    if (text.isEmpty()) {
      errors.required(at.child("expression"));
      return;
    }
    Expression compiled = Expression.compile(environment, text, List.of("bool"));
    if (compiled.program() == null) {
      errors.invalid(at.child("expression"), text, compiled.error());
    }
  }
}
