package k4j.cluster.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import k4j.apiserver.ApiServerOptions.Audit;
import k4j.apiserver.audit.AuditBackend;
import k4j.apiserver.audit.AuditBackends;
import k4j.apiserver.audit.AuditLog;
import k4j.apiserver.audit.AuditLog.Rotation;
import k4j.apiserver.audit.AuditPolicy;
import k4j.apiserver.audit.AuditWebhook;
import k4j.apiserver.audit.Batches;
import k4j.apiserver.audit.Truncation;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookClient;
import k4j.client.Surroundings;

/// kube-apiserver's flags of the audit log and the audit webhook.
public final class AuditFlags {

  private static final Flag POLICY =
      new Flag("audit-policy-file", "FILE", "What the audit log tells of which requests.");
  private static final Flag LOG =
      new Flag("audit-log-path", "FILE", "Where the audit log is written.");
  private static final Flag SIZE =
      new Flag("audit-log-maxsize", "MEGABYTES", "How large an audit log may grow (100).");
  private static final Flag BACKUPS =
      new Flag("audit-log-maxbackup", "COUNT", "How many old audit logs are kept (all).");
  private static final Flag AGE =
      new Flag("audit-log-maxage", "DAYS", "How long old audit logs are kept (for ever).");
  private static final Flag WEBHOOK =
      new Flag(
          "audit-webhook-config-file",
          "FILE",
          "A kubeconfig of the server that audit events go to.");
  private static final Flag BACKOFF =
      new Flag(
          "audit-webhook-initial-backoff",
          "DURATION",
          "How long a failed call of that server is waited after (10s).");

  private static final int MOST_EVENT = 100 * 1024;
  private static final int MOST_BATCH = 10 * 1024 * 1024;

  private static final Delivery LOG_DELIVERY = new Delivery("log", "blocking", Batches.Terms.LOG);
  private static final Delivery WEBHOOK_DELIVERY =
      new Delivery("webhook", "batch", Batches.Terms.WEBHOOK);

  public static final List<Flag> ALL = all();

  private final FlagValues values;

  /// @param values by the name of the flag, without dashes
  public AuditFlags(Map<String, String> values) {
    this.values = new FlagValues(values);
  }

  private static List<Flag> all() {
    var all = new ArrayList<>(List.of(POLICY, LOG, SIZE, BACKUPS, AGE, WEBHOOK, BACKOFF));
    all.addAll(LOG_DELIVERY.flags());
    all.addAll(WEBHOOK_DELIVERY.flags());
    return List.copyOf(all);
  }

  /// How events come to one kind of place: `--audit-KIND-mode` and its kin.
  private record Delivery(String kind, String mode, Batches.Terms terms) {

    Flag flag(String name, String label, String description) {
      return new Flag("audit-" + kind + "-" + name, label, description);
    }

    Flag modeFlag() {
      String text = "Whether requests wait: batch, blocking or blocking-strict (" + mode + ").";
      return flag("mode", "MODE", text);
    }

    Flag buffer() {
      return flag("batch-buffer-size", "COUNT", "How many events may wait (10000).");
    }

    Flag largest() {
      return flag("batch-max-size", "COUNT", "How many go at once (" + terms.largest() + ").");
    }

    Flag longest() {
      return flag("batch-max-wait", "DURATION", "How long an event waits for others.");
    }

    Flag throttle() {
      return flag("batch-throttle-enable", "BOOL", "Whether batches are held back.");
    }

    Flag perSecond() {
      return flag("batch-throttle-qps", "NUMBER", "How many batches a second on average.");
    }

    Flag burst() {
      return flag("batch-throttle-burst", "COUNT", "How many batches at once.");
    }

    Flag truncates() {
      return flag("truncate-enabled", "BOOL", "Whether too large events are cut (false).");
    }

    Flag largestEvent() {
      return flag("truncate-max-event-size", "BYTES", "How large an event may be (102400).");
    }

    Flag largestBatch() {
      return flag("truncate-max-batch-size", "BYTES", "How large a batch may be (10485760).");
    }

    List<Flag> flags() {
      return List.of(
          modeFlag(),
          buffer(),
          largest(),
          longest(),
          throttle(),
          perSecond(),
          burst(),
          truncates(),
          largestEvent(),
          largestBatch());
    }
  }

  /// What is noted, and where; nothing where no flag asks for it.
  ///
  /// @param closing takes what must be ended with the cluster
  /// @throws ConfigurationException where the flags or their files are wrong
  public Optional<Audit> audit(Surroundings surroundings, Consumer<AutoCloseable> closing) {
    if (!values.has(POLICY) || !(values.has(LOG) || values.has(WEBHOOK))) {
      return Optional.empty();
    }
    AuditPolicy policy = policy(Path.of(values.text(POLICY)));
    var places = new ArrayList<AuditBackend>();
    if (values.has(LOG)) {
      var rotation =
          new Rotation(values.count(SIZE, 0), values.count(BACKUPS, 0), values.count(AGE, 0));
      var log = new AuditLog(Path.of(values.text(LOG)), rotation, surroundings.clock());
      places.add(delivered(log, LOG_DELIVERY, surroundings));
    }
    if (values.has(WEBHOOK)) {
      places.add(delivered(webhook(surroundings), WEBHOOK_DELIVERY, surroundings));
    }
    var all = new AuditBackends(places);
    closing.accept(all);
    return Optional.of(new Audit(policy, all));
  }

  private AuditWebhook webhook(Surroundings surroundings) {
    try {
      var upstream = KubeconfigUpstream.read(Path.of(values.text(WEBHOOK)));
      var client = new WebhookClient(upstream, surroundings.clock(), surroundings.timer());
      Duration backoff = values.duration(BACKOFF, Duration.ofSeconds(10));
      return new AuditWebhook(client, new Retries(surroundings.timer(), backoff));
    } catch (ConfigurationException e) {
      throw FlagValues.failure(WEBHOOK, e);
    }
  }

  private AuditBackend delivered(AuditBackend place, Delivery delivery, Surroundings surroundings) {
    String mode = values.text(delivery.modeFlag(), delivery.mode());
    AuditBackend moded =
        switch (mode) {
          case "batch" ->
              new Batches(place, terms(delivery), surroundings.clock(), surroundings.timer());
          case "blocking" -> AuditBackends.lenient(place);
          case "blocking-strict" -> place;
          default ->
              throw new ConfigurationException(
                  "invalid audit %s mode %s, allowed modes are \"batch,blocking,blocking-strict\""
                      .formatted(delivery.kind(), mode));
        };
    return values.bool(delivery.truncates(), false)
        ? new Truncation(
            moded,
            values.count(delivery.largestEvent(), MOST_EVENT),
            values.count(delivery.largestBatch(), MOST_BATCH))
        : moded;
  }

  private Batches.Terms terms(Delivery delivery) {
    Batches.Terms usual = delivery.terms();
    boolean throttles = values.bool(delivery.throttle(), usual.perSecond() > 0);
    var terms =
        new Batches.Terms(
            values.count(delivery.buffer(), usual.buffer()),
            values.count(delivery.largest(), usual.largest()),
            values.duration(delivery.longest(), usual.longest()),
            throttles ? values.number(delivery.perSecond(), usual.perSecond()) : 0,
            throttles ? values.count(delivery.burst(), usual.burst()) : 0,
            usual.together());
    positive(delivery, "buffer size", terms.buffer());
    positive(delivery, "max batch size", terms.largest());
    if (throttles) {
      positive(delivery, "throttle QPS", terms.perSecond());
      positive(delivery, "throttle burst", terms.burst());
    }
    return terms;
  }

  private static void positive(Delivery delivery, String what, double value) {
    if (value <= 0) {
      throw new ConfigurationException(
          "invalid audit batch %s %s %s, must be a positive number"
              .formatted(delivery.kind(), what, Double.toString(value).replaceAll("\\.0$", "")));
    }
  }

  private static AuditPolicy policy(Path file) {
    try {
      return AuditPolicy.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ConfigurationException(
          "failed to read file path \"%s\": %s".formatted(file, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "loading audit policy file: %s: from file %s".formatted(e.getMessage(), file), e);
    }
  }
}
