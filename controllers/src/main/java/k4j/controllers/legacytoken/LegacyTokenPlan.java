package k4j.controllers.legacytoken;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.Times;

/// Decides which generated tokens no longer count, and which go.
///
/// @param period how long nobody used a token before it no longer counts, and again before it goes
record LegacyTokenPlan(Instant now, Duration period) {

  static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
  static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
  private static final String ACCOUNT = "kubernetes.io/service-account.name";
  private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
  private static final Set<String> REFERENCES =
      Set.of("secretRef", "secretKeyRef", "nodePublishSecretRef", "secret");

  /// What is to be done with a secret.
  sealed interface Action {
    JsonObject secret();

    /// It says from now on that its token does not count.
    record Invalidate(JsonObject secret, String since) implements Action {}

    record Delete(JsonObject secret) implements Action {}
  }

  /// @param since when the use of tokens began to be noted, a date
  /// @param account finds the service account of a namespace and name
  /// @param mounted names the secrets that the pods of a namespace use
  List<Action> actions(
      String since,
      List<JsonObject> secrets,
      Account account,
      Function<String, Set<String>> mounted) {
    Optional<LocalDate> tracked = date(since);
    if (tracked.isEmpty()
        || now.isBefore(
            tracked.get().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(period))) {
      return List.of();
    }
    var actions = new ArrayList<Action>();
    for (JsonObject secret : secrets) {
      JsonObject metadata = secret.object("metadata");
      if (isUnused(metadata)
          && isGenerated(metadata, account)
          && !mounted.apply(metadata.string("namespace")).contains(metadata.string("name"))) {
        action(secret).ifPresent(actions::add);
      }
    }
    return actions;
  }

  /// Finds service accounts.
  @FunctionalInterface
  interface Account {
    Optional<JsonObject> find(String namespace, String name);
  }

  private boolean isUnused(JsonObject metadata) {
    boolean old =
        Times.in(metadata, "creationTimestamp")
            .filter(created -> created.isBefore(now.minus(period)))
            .isPresent();
    if (!old || metadata.has("deletionTimestamp")) {
      return false;
    }
    if (!metadata.object("labels").has(LAST_USED)) {
      return true;
    }
    return date(metadata.object("labels").string(LAST_USED))
        .filter(used -> used.isBefore(limit()))
        .isPresent();
  }

  private LocalDate limit() {
    return LocalDate.ofInstant(now.minus(period), ZoneOffset.UTC);
  }

  /// Only what its account lists was made without anybody asking.
  private static boolean isGenerated(JsonObject metadata, Account accounts) {
    JsonObject annotations = metadata.object("annotations");
    String uid = annotations.string(ACCOUNT_UID);
    return accounts
        .find(metadata.string("namespace"), annotations.string(ACCOUNT))
        .filter(account -> uid.isEmpty() || uid.equals(account.object("metadata").string("uid")))
        .stream()
        .flatMap(account -> account.array("secrets").objects().stream())
        .anyMatch(each -> each.string("name").equals(metadata.string("name")));
  }

  private Optional<Action> action(JsonObject secret) {
    Optional<LocalDate> invalid =
        date(secret.object("metadata").object("labels").string(INVALID_SINCE));
    if (invalid.isEmpty()) {
      String today = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
      return Optional.of(new Action.Invalidate(secret, today));
    }
    return invalid.get().isBefore(limit())
        ? Optional.of(new Action.Delete(secret))
        : Optional.empty();
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /// The secrets that a pod's spec names, wherever.
  static Set<String> named(JsonObject spec) {
    var names = new HashSet<String>();
    spec.array("imagePullSecrets").objects().forEach(each -> names.add(each.string("name")));
    collect(spec, names);
    return names;
  }

  private static void collect(Json json, Set<String> names) {
    switch (json) {
      case JsonObject object -> {
        for (String key : object.names()) {
          Json value = object.get(key);
          if (value instanceof JsonObject reference && REFERENCES.contains(key)) {
            names.add(reference.string("name"));
          }
          if (value instanceof JsonString name && key.equals("secretName")) {
            names.add(name.value());
          }
          if (value != null) {
            collect(value, names);
          }
        }
      }
      case JsonArray array -> array.stream().forEach(each -> collect(each, names));
      case Json _ -> {}
    }
  }
}
