package k4j.apiserver.strategy.cluster;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Validation;

/// Priority levels of priority and fairness.
public final class PriorityLevelValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String PRESERVE_ZERO =
      "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares";
  private static final int MOST_QUEUES = 10_000_000;
  private static final int HASH_BITS = 60;

  @Override
  public void create(JsonObject level, FieldErrors errors) {
    JsonObject metadata = level.object("metadata");
    String name = metadata.string("name");
    JsonObject spec = level.object("spec");
    if (metadata.object("annotations").has(PRESERVE_ZERO)) {
      errors.forbidden(
          FieldPath.of("metadata").child("annotations"),
          "annotation '%s' is forbidden".formatted(PRESERVE_ZERO));
    }
    String type = spec.string("type");
    if (name.equals("exempt") != type.equals("Exempt")) {
      errors.invalid(
          SPEC.child("type"), type, "must be 'Exempt' if and only if `name` is 'exempt'");
    }
    switch (type) {
      case "Exempt" -> exempt(spec, errors);
      case "Limited" -> limited(spec, errors);
      default -> errors.notSupported(SPEC.child("type"), type, List.of("Exempt", "Limited"));
    }
    if (!MandatoryFlowControl.allows("PriorityLevelConfiguration", name, spec)) {
      String but = name.equals("exempt") ? " except the 'spec.exempt' field" : "";
      errors.invalid(SPEC, spec, "spec of '%s'%s must equal the fixed value".formatted(name, but));
    }
    FlowSchemaValidation.conditions(level, errors);
  }

  @Override
  public void update(JsonObject level, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(level, errors);
    } else {
      FlowSchemaValidation.conditions(level, errors);
    }
  }

  private static void exempt(JsonObject spec, FieldErrors errors) {
    if (spec.has("limited")) {
      errors.forbidden(SPEC.child("limited"), "must be nil if the type is not Limited");
    }
    shares(spec.object("exempt"), SPEC.child("exempt"), errors);
    lendable(spec.object("exempt"), SPEC.child("exempt"), errors);
  }

  private static void limited(JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("limited");
    if (spec.has("exempt")) {
      errors.forbidden(SPEC.child("exempt"), "must be nil if the type is Limited");
    }
    if (!spec.has("limited")) {
      errors.required(path, "must not be empty when type is Limited");
      return;
    }
    JsonObject limited = spec.object("limited");
    shares(limited, path, errors);
    response(limited.object("limitResponse"), path.child("limitResponse"), errors);
    lendable(limited, path, errors);
    long borrowing = limited.integer("borrowingLimitPercent");
    if (borrowing < 0) {
      errors.invalid(
          path.child("borrowingLimitPercent"),
          borrowing,
          "if specified, must be a non-negative integer");
    }
  }

  private static void shares(JsonObject level, FieldPath path, FieldErrors errors) {
    long shares = level.integer("nominalConcurrencyShares");
    if (shares < 0) {
      errors.invalid(
          path.child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
    }
  }

  private static void lendable(JsonObject level, FieldPath path, FieldErrors errors) {
    long percent = level.integer("lendablePercent");
    if (percent < 0 || percent > 100) {
      errors.invalid(
          path.child("lendablePercent"), percent, "must be between 0 and 100, inclusive");
    }
  }

  private static void response(JsonObject response, FieldPath path, FieldErrors errors) {
    FieldPath queuing = path.child("queuing");
    String type = response.string("type");
    switch (type) {
      case "Reject" -> {
        if (response.has("queuing")) {
          errors.forbidden(queuing, "must be nil if limited.limitResponse.type is not Limited");
        }
      }
      case "Queue" -> {
        if (response.has("queuing")) {
          queuing(response.object("queuing"), queuing, errors);
        } else {
          errors.required(queuing, "must not be empty if limited.limitResponse.type is Limited");
        }
      }
      default -> errors.notSupported(path.child("type"), type, List.of("Queue", "Reject"));
    }
  }

  private static void queuing(JsonObject queuing, FieldPath path, FieldErrors errors) {
    long limit = queuing.integer("queueLengthLimit");
    if (limit <= 0) {
      errors.invalid(path.child("queueLengthLimit"), limit, "must be positive");
    }
    long queues = queuing.integer("queues");
    if (queues <= 0) {
      errors.invalid(path.child("queues"), queues, "must be positive");
    } else if (queues > MOST_QUEUES) {
      errors.invalid(path.child("queues"), queues, "must not be greater than " + MOST_QUEUES);
    }
    hand(queuing.integer("handSize"), queues, path.child("handSize"), errors);
  }

  private static void hand(long size, long queues, FieldPath path, FieldErrors errors) {
    if (size <= 0) {
      errors.invalid(path, size, "must be positive");
    } else if (size > queues) {
      errors.invalid(path, size, "should not be greater than queues (%d)".formatted(queues));
    } else if (entropyBits(queues, size) > HASH_BITS) {
      errors.invalid(
          path,
          size,
          "required entropy bits of deckSize %d and handSize %d should not be greater than %d"
              .formatted(queues, size, HASH_BITS));
    }
  }

  /// How many bits of a hash it takes to deal a hand.
  private static int entropyBits(long queues, long size) {
    return (int) Math.ceil(Math.log((double) queues) / Math.log(2) * size);
  }
}
