package k4j.api.cel;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is wrong with an expression, worded as the language's other implementation, in Go, does.
final class Issues {

  private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "^(mismatched input|no viable alternative|extraneous input|missing |token recognition"
              + " error|rule ).*",
          Pattern.DOTALL);

  private Issues() {}

  static String text(List<CelIssue> issues, CelSource source) {
    return issues.stream()
        .filter(issue -> !issue.getMessage().startsWith("Message type resolution failure"))
        .map(issue -> reworded(issue).toDisplayString(source))
        .collect(Collectors.joining("\n"));
  }

  private static CelIssue reworded(CelIssue issue) {
    String message = CANDIDATES.matcher(issue.getMessage()).replaceFirst("");
    return CelIssue.formatError(
        issue.getSourceLocation(),
        SYNTAX.matcher(message).matches() ? "Syntax error: " + message : message);
  }
}
