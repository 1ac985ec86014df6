package k4j.api.cel.standard;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import k4j.api.cel.value.EvaluationException;

/// Regular expressions of RE2, as Go has them: their time is linear in the text.
public final class Regex {

  private Regex() {}

  /// @throws EvaluationException in Go's words, where it is no pattern
  public static Pattern compile(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException failure) {
      throw new EvaluationException("error parsing regexp: " + words(failure, pattern));
    }
  }

  private static String words(PatternSyntaxException failure, String pattern) {
    // The one case for which RE2/J has no words: more is closed than was opened.
    return failure.getDescription().endsWith("internal error")
        ? "unexpected ): `" + pattern + "`"
        : failure.getDescription() + ": `" + failure.getPattern() + "`";
  }
}
