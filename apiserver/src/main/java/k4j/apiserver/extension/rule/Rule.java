package k4j.apiserver.extension.rule;

import k4j.api.cel.CelEnvironment;
import k4j.api.cel.Compilation;
import k4j.api.cel.CompileFailure;
import k4j.api.cel.Program;
import k4j.api.cel.type.DeclType;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// One rule, compiled.
///
/// @param source as it stands in the schema
/// @param message the compiled `messageExpression`; null where there is none
public record Rule(JsonObject source, Compilation compiled, @Nullable Compilation message) {

  /// @param self the type of what the rule is about
  public static Rule compile(JsonObject source, DeclType self) {
    boolean optional = source.bool("optionalOldSelf");
    CelEnvironment environment =
        CelEnvironment.kubernetes()
            .with("self", self)
            .with("oldSelf", optional ? new DeclType.OptionalOf(self) : self);
    Compilation rule = typed(environment.compile(source.string("rule")), "bool", "cel expression");
    String text = source.string("messageExpression");
    if (text.isEmpty() || rule instanceof CompileFailure) {
      return new Rule(source, rule, null);
    }
    Compilation message =
        switch (environment.compile(text)) {
          case CompileFailure(String why) -> new CompileFailure("messageExpression " + why);
          case Program program -> typed(program, "string", "messageExpression");
        };
    return new Rule(source, rule, message);
  }

  private static Compilation typed(Compilation compiled, String type, String what) {
    return compiled instanceof Program program && !program.resultType().equals(type)
        ? new CompileFailure("%s must evaluate to a %s".formatted(what, type))
        : compiled;
  }

  /// Whether it compares with what was before.
  public boolean isTransition() {
    return compiled instanceof Program program && program.uses("oldSelf");
  }

  boolean hasOptionalOldSelf() {
    return source.bool("optionalOldSelf");
  }

  /// What messages call it.
  String shown() {
    String message = source.string("message");
    return (message.isEmpty() ? source.string("rule") : message).strip();
  }

  /// What is said where it fails.
  String failure() {
    String message = source.string("message");
    return message.isEmpty() ? "failed rule: " + shown() : message.strip();
  }
}
