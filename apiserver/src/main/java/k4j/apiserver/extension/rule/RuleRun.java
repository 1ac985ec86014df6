package k4j.apiserver.extension.rule;

import k4j.api.cel.CelLimits;
import k4j.api.cel.Compilation;
import k4j.api.cel.CompileFailure;
import k4j.api.cel.Program;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.JsonValues;
import k4j.api.cel.value.OptionalValue;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.validation.Before;
import k4j.apiserver.extension.validation.ValueValidation;
import org.jspecify.annotations.Nullable;

/// Asks all rules about one object, as long as the budget lasts (apiextensions-apiserver,
/// `schema/cel/validation.go`).
public final class RuleRun {

  private static final int LONGEST_MESSAGE = 5 * 1024;
  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";

  private final FieldErrors errors;
  private final FieldErrors forgiven;
  private long budget;
  private boolean over;

  private RuleRun(long budget, FieldErrors errors, FieldErrors forgiven) {
    this.budget = budget;
    this.errors = errors;
    this.forgiven = forgiven;
  }

  /// @param before null on create
  /// @param forgiven receives what is wrong but was so before
  public static void check(
      RuleTree tree,
      JsonObject object,
      @Nullable Before before,
      FieldErrors errors,
      FieldErrors forgiven) {
    Ratchet ratchet = before == null ? Ratchet.NONE : Ratchet.of(before, object);
    Json old = before == null ? null : before.value();
    var run = new RuleRun(CelLimits.RUNTIME_BUDGET, errors, forgiven);
    run.visit(tree, object, old, ratchet, FieldPath.ROOT);
  }

  /// Asks about a value inside of an object; nothing is forgiven for having been there before.
  ///
  /// @param old null where there was nothing
  /// @return what is left of the budget; negative where it did not suffice
  public static long value(
      RuleTree tree,
      Json value,
      @Nullable Json old,
      FieldPath path,
      long budget,
      FieldErrors errors) {
    var run = new RuleRun(budget, errors, errors);
    run.visit(tree, value, old, Ratchet.NONE, path);
    return run.over ? -1 : run.budget;
  }

  private void visit(
      RuleTree tree, Json value, @Nullable Json old, Ratchet ratchet, FieldPath path) {
    if (value == JsonNull.NULL || over) {
      return;
    }
    rules(tree, value, old == JsonNull.NULL ? null : old, ratchet, path);
    for (RuleTree beside : tree.all()) {
      visit(beside, value, old, ratchet.beside(), path);
    }
    switch (value) {
      case JsonObject object -> fields(tree, object, old, ratchet, path);
      case JsonArray array -> items(tree, array, old, ratchet, path);
      default -> {}
    }
  }

  private void fields(
      RuleTree tree, JsonObject object, @Nullable Json old, Ratchet ratchet, FieldPath path) {
    JsonObject before = old instanceof JsonObject was ? was : JsonObject.EMPTY;
    for (int i = 0; i < object.size() && !over; i++) {
      String name = object.nameAt(i);
      Json value = object.valueAt(i);
      RuleTree own = tree.fields().get(name);
      if (tree.values() != null) {
        visit(tree.values(), value, before.get(name), ratchet.field(name, value), path.key(name));
      }
      if (own != null) {
        visit(own, value, before.get(name), ratchet.field(name, value), path.child(name));
      }
    }
  }

  private void items(
      RuleTree tree, JsonArray array, @Nullable Json old, Ratchet ratchet, FieldPath path) {
    RuleTree items = tree.items();
    Before list = old == null ? null : new Before(old, tree.node());
    for (int i = 0; i < array.size() && items != null && !over; i++) {
      Before was = Before.item(list, array.get(i));
      visit(
          items,
          array.get(i),
          was == null ? null : was.value(),
          ratchet.item(array.get(i)),
          path.index(i));
    }
  }

  private void rules(
      RuleTree tree, Json value, @Nullable Json old, Ratchet ratchet, FieldPath path) {
    FieldPath at = path.equals(FieldPath.ROOT) ? ValueValidation.NOWHERE : path;
    for (int i = 0; i < tree.rules().size() && !over; i++) {
      Rule rule = tree.rules().get(i);
      String type = tree.node().type();
      if (budget <= 0) {
        end(at, type, OUT_OF_BUDGET);
        return;
      }
      switch (rule.compiled()) {
        case CompileFailure(String why) -> errors.invalid(at, type, "rule compile error: " + why);
        case Program program -> {
          boolean transition = rule.isTransition();
          if (!transition || old != null || rule.hasOptionalOldSelf()) {
            var one = new One(tree, rule, program, ratchet, at);
            String place = tree.places().get(i);
            FieldPath shown =
                place.isEmpty()
                    ? at
                    : path.equals(FieldPath.ROOT) ? FieldPath.of(place) : path.child(place);
            ask(one, value, old, shown);
          }
        }
      }
    }
  }

  /// One rule at one value.
  private record One(RuleTree tree, Rule rule, Program program, Ratchet ratchet, FieldPath path) {}

  private void end(FieldPath path, String type, String message) {
    errors.invalid(path, type, message);
    over = true;
  }

  private static Activation variables(One one, Json value, @Nullable Json old) {
    return name ->
        switch (name) {
          case "self" -> JsonValues.typed(value, one.tree().schema());
          case "oldSelf" -> {
            Object typed = old == null ? null : JsonValues.typed(old, one.tree().schema());
            if (one.rule().hasOptionalOldSelf()) {
              yield typed == null ? OptionalValue.NONE : OptionalValue.of(typed);
            }
            yield typed;
          }
          default -> null;
        };
  }

  private void ask(One one, Json value, @Nullable Json old, FieldPath shown) {
    Activation variables = variables(one, value, old);
    Evaluation answer = evaluate(one.program(), variables);
    String type = one.tree().node().type();
    if (answer.cost() > budget) {
      end(one.path(), type, OUT_OF_BUDGET);
      return;
    }
    budget -= answer.cost();
    if (answer instanceof Evaluation.Failure(String why, _, boolean exceeded)) {
      failed(one, why, exceeded);
      return;
    }
    if (!answer.isTrue()) {
      broken(one, value, variables, shown);
    }
  }

  private static Evaluation evaluate(Program program, Activation variables) {
    try {
      return program.evaluate(variables);
    } catch (EvaluationException wrong) {
      return new Evaluation.Failure(String.valueOf(wrong.getMessage()), 0, false);
    }
  }

  private void failed(One one, String why, boolean exceeded) {
    String type = one.tree().node().type();
    String rule = one.rule().shown();
    if (exceeded) {
      end(
          one.path(),
          type,
          "'%s': no further validation rules will be run due to call cost exceeds limit for rule:"
                  .formatted(why)
              + " "
              + rule);
    } else if (why.startsWith("no such overload")) {
      errors.invalid(
          one.path(),
          type,
          ("'%s': call arguments did not match a supported operator, function or macro signature"
                  + " for rule: %s")
              .formatted(why, rule));
    } else {
      errors.invalid(one.path(), type, why + " evaluating rule: " + rule);
    }
  }

  private void broken(One one, Json value, Activation variables, FieldPath shown) {
    String detail = message(one, variables, shown);
    if (detail == null) {
      return;
    }
    FieldErrors found = !one.rule().isTransition() && one.ratchet().forgives() ? forgiven : errors;
    String type = one.tree().node().type();
    Json visible = type.equals("object") || type.equals("array") ? null : value;
    switch (one.rule().source().string("reason")) {
      case "FieldValueForbidden" -> found.forbidden(shown, detail);
      case "FieldValueRequired" -> found.required(shown, detail);
      case "FieldValueDuplicate" -> found.duplicateOrUnshown(shown, visible);
      default -> found.invalidOrUnshown(shown, visible, detail);
    }
  }

  /// What to say; null where the run has ended.
  private @Nullable String message(One one, Activation variables, FieldPath shown) {
    Compilation message = one.rule().message();
    if (!(message instanceof Program program)) {
      return one.rule().failure();
    }
    Evaluation answer = evaluate(program, variables);
    String type = one.tree().node().type();
    if (answer.cost() > budget) {
      end(
          shown,
          type,
          "messageExpression evaluation failed due to running out of cost budget, no further"
              + " validation rules will be run");
      return null;
    }
    budget -= answer.cost();
    return switch (answer) {
      case Evaluation.Failure(_, _, boolean exceeded) when exceeded -> {
        end(
            shown,
            type,
            "no further validation rules will be run due to call cost exceeds limit for"
                + " messageExpression: \""
                + program.expression()
                + "\"");
        yield null;
      }
      case Evaluation.Failure _ -> one.rule().failure();
      case Evaluation.Value(Object value, _) -> usable(String.valueOf(value), one.rule());
    };
  }

  private static String usable(String text, Rule rule) {
    String message = text.strip();
    boolean good =
        !message.isEmpty() && message.length() <= LONGEST_MESSAGE && message.indexOf('\n') < 0;
    return good ? message : rule.failure();
  }
}
