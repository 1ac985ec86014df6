package k4j.apiserver.strategy.kind;

import java.util.List;
import java.util.function.UnaryOperator;
import k4j.api.json.JsonObject;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.Validation;

/// The behaviour of a kind as one row of a table; made by its `with…` methods from the plainest.
///
/// @param status whether it has a status that only the status endpoint may write
/// @param generated the fields whose change counts the generation up; empty where it has none
/// @param prepare what else a create does to the object
/// @param initialStatus what a create puts in place of a status
public record KindRules(
    NameRule names,
    boolean status,
    List<String> generated,
    boolean createOnUpdate,
    boolean unconditionalUpdate,
    boolean orphans,
    UnaryOperator<JsonObject> prepare,
    UnaryOperator<JsonObject> initialStatus,
    Validation validation) {

  public static final KindRules PLAIN =
      new KindRules(
          NameRule.SUBDOMAIN,
          false,
          List.of(),
          false,
          true,
          false,
          UnaryOperator.identity(),
          _ -> JsonObject.EMPTY,
          Validation.NONE);

  static final KindRules SPEC = PLAIN.withGeneration("spec");
  static final KindRules SPEC_AND_STATUS = SPEC.withStatus();

  public KindRules {
    generated = List.copyOf(generated);
  }

  private KindRules change(NameRule name, boolean hasStatus, List<String> counted) {
    return new KindRules(
        name,
        hasStatus,
        counted,
        createOnUpdate,
        unconditionalUpdate,
        orphans,
        prepare,
        initialStatus,
        validation);
  }

  private KindRules flags(boolean creates, boolean unconditional, boolean orphaning) {
    return new KindRules(
        names,
        status,
        generated,
        creates,
        unconditional,
        orphaning,
        prepare,
        initialStatus,
        validation);
  }

  private KindRules acts(
      UnaryOperator<JsonObject> prepares,
      UnaryOperator<JsonObject> statuses,
      Validation validates) {
    return new KindRules(
        names,
        status,
        generated,
        createOnUpdate,
        unconditionalUpdate,
        orphans,
        prepares,
        statuses,
        validates);
  }

  public KindRules withNames(NameRule rule) {
    return change(rule, status, generated);
  }

  public KindRules withStatus() {
    return change(names, true, generated);
  }

  public KindRules withGeneration(String... fields) {
    return change(names, status, List.of(fields));
  }

  public KindRules creatingOnUpdate() {
    return flags(true, unconditionalUpdate, orphans);
  }

  public KindRules needingVersion() {
    return flags(createOnUpdate, false, orphans);
  }

  public KindRules orphaning() {
    return flags(createOnUpdate, unconditionalUpdate, true);
  }

  public KindRules preparing(UnaryOperator<JsonObject> prepares) {
    return acts(prepares, initialStatus, validation);
  }

  public KindRules startingWith(UnaryOperator<JsonObject> statuses) {
    return acts(prepare, statuses, validation);
  }

  public KindRules validating(Validation validates) {
    return acts(prepare, initialStatus, validates);
  }
}
