package k4j.apiserver.strategy;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// What the kinds with the common form of conditions ask of them (apimachinery,
/// `meta/v1/validation`, ValidateConditions).
public final class Conditions {

  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final Pattern REASON = Pattern.compile("[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?");
  private static final String NO_REASON =
      "a condition reason must start with alphabetic character, optionally followed by a string of"
          + " alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
          + " (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or"
          + " 'ReasonA:ReasonB', regex used for validation is"
          + " '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";
  private static final int MAX_REASON = 1024;
  private static final int MAX_MESSAGE = 32 * 1024;

  private Conditions() {}

  public static void check(JsonArray conditions, FieldPath path, FieldErrors errors) {
    var seen = new HashSet<String>();
    for (int i = 0; i < conditions.size(); i++) {
      JsonObject condition = conditions.object(i);
      if (!seen.add(condition.string("type"))) {
        errors.duplicate(path.index(i).child("type"), condition.string("type"));
      }
      one(condition, path.index(i), errors);
    }
  }

  private static void one(JsonObject condition, FieldPath path, FieldErrors errors) {
    String type = condition.string("type");
    errors.invalidEach(path.child("type"), type, Formats.qualifiedName(type));
    String status = condition.string("status");
    if (!STATUSES.contains(status)) {
      errors.notSupported(path.child("status"), status, STATUSES);
    }
    long generation = condition.integer("observedGeneration");
    if (generation < 0) {
      errors.invalid(
          path.child("observedGeneration"), generation, "must be greater than or equal to zero");
    }
    if (condition.string("lastTransitionTime").isEmpty()) {
      errors.required(path.child("lastTransitionTime"));
    }
    String reason = condition.string("reason");
    if (reason.isEmpty()) {
      errors.required(path.child("reason"));
    } else if (!REASON.matcher(reason).matches()) {
      errors.invalid(path.child("reason"), reason, NO_REASON);
    }
    if (reason.length() > MAX_REASON) {
      errors.tooLong(path.child("reason"), MAX_REASON);
    }
    if (condition.string("message").length() > MAX_MESSAGE) {
      errors.tooLong(path.child("message"), MAX_MESSAGE);
    }
  }
}
