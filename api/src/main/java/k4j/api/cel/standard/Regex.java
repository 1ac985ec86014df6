package k4j.api.cel.standard;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import k4j.api.cel.value.EvaluationException;

/// Regular expressions of RE2: their time is linear in the text.
public final class Regex {

  private Regex() {}

  public static Pattern compile(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException failure) {
      throw new EvaluationException(
          "error parsing regexp: " + failure.getDescription() + ": `" + failure.getPattern() + "`");
    }
  }
}
