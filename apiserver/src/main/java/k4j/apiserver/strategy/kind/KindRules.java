package k4j.apiserver.strategy.kind;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import k4j.api.json.JsonObject;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.Validation;

/// The behaviour of a kind as one row of a table; made by its methods from the plainest.
///
/// @param status empty where the kind has no status that only the status endpoint may write
/// @param habits what the kind allows or does unlike most
/// @param prepare what else a create does to the object
/// @param change what else an update does, from the new object and the old one
public record KindRules(
    NameRule names,
    Optional<StatusRules> status,
    GenerationRules generation,
    Habits habits,
    UnaryOperator<JsonObject> prepare,
    BinaryOperator<JsonObject> change,
    Validation validation) {

  /// @param createOnUpdate whether PUT on a name that does not exist creates it
  /// @param unconditionalUpdate whether PUT needs no resourceVersion
  /// @param orphans whether dependents stay when a delete does not say
  /// @param metadataCheckedOnce most kinds check the metadata of an update although that has been
  ///   done for all kinds before, so that each cause is told twice
  public record Habits(
      boolean createOnUpdate,
      boolean unconditionalUpdate,
      boolean orphans,
      boolean metadataCheckedOnce) {}

  public static final KindRules PLAIN =
      new KindRules(
          NameRule.SUBDOMAIN,
          Optional.empty(),
          GenerationRules.NONE,
          new Habits(false, true, false, false),
          UnaryOperator.identity(),
          (object, _) -> object,
          Validation.NONE);

  static final KindRules SPEC = PLAIN.withGeneration("spec");
  static final KindRules SPEC_AND_STATUS = SPEC.withStatus();

  private KindRules with(Habits other) {
    return new KindRules(names, status, generation, other, prepare, change, validation);
  }

  private KindRules with(GenerationRules other) {
    return new KindRules(names, status, other, habits, prepare, change, validation);
  }

  private KindRules with(StatusRules other) {
    return new KindRules(
        names, Optional.of(other), generation, habits, prepare, change, validation);
  }

  public KindRules withNames(NameRule rule) {
    return new KindRules(rule, status, generation, habits, prepare, change, validation);
  }

  public KindRules withStatus() {
    return with(StatusRules.EMPTY);
  }

  public KindRules withGeneration(String... fields) {
    return with(new GenerationRules(List.of(fields), true));
  }

  /// Counts, but does not begin with 1.
  KindRules withBareGeneration(String... fields) {
    return with(new GenerationRules(List.of(fields), false));
  }

  KindRules creatingOnUpdate() {
    return with(
        new Habits(true, habits.unconditionalUpdate, habits.orphans, habits.metadataCheckedOnce));
  }

  KindRules needingVersion() {
    return with(
        new Habits(habits.createOnUpdate, false, habits.orphans, habits.metadataCheckedOnce));
  }

  KindRules orphaning() {
    return with(
        new Habits(
            habits.createOnUpdate, habits.unconditionalUpdate, true, habits.metadataCheckedOnce));
  }

  KindRules checkingMetadataOnce() {
    return with(
        new Habits(habits.createOnUpdate, habits.unconditionalUpdate, habits.orphans, true));
  }

  public KindRules preparing(UnaryOperator<JsonObject> prepares) {
    return new KindRules(names, status, generation, habits, prepares, change, validation);
  }

  KindRules changing(BinaryOperator<JsonObject> changes) {
    return new KindRules(names, status, generation, habits, prepare, changes, validation);
  }

  private StatusRules ownStatus() {
    return status.orElse(StatusRules.EMPTY);
  }

  public KindRules startingWith(UnaryOperator<JsonObject> statuses) {
    return with(new StatusRules(statuses, ownStatus().change(), ownStatus().kept()));
  }

  KindRules changingStatus(BinaryOperator<JsonObject> changes) {
    return with(new StatusRules(ownStatus().initial(), changes, ownStatus().kept()));
  }

  /// The status endpoint leaves these as they were.
  KindRules statusKeeping(String... paths) {
    return with(new StatusRules(ownStatus().initial(), ownStatus().change(), List.of(paths)));
  }

  public KindRules validating(Validation validates) {
    return new KindRules(names, status, generation, habits, prepare, change, validates);
  }
}
