package k4j.apiserver.authorization.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookCallException;
import k4j.apiserver.webhook.WebhookClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server of the cluster's owner whether somebody may do something.
final class WebhookAuthorizer implements Authorizer {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookAuthorizer.class);

  /// What is longer than this is not remembered.
  private static final int LONGEST = 10_000;

  private static final int REMEMBERED = 8192;

  /// How one webhook is asked.
  ///
  /// @param version of SubjectAccessReview
  /// @param allowedTtl how long a permission is remembered; zero for not at all
  /// @param deniesOnError what a webhook that cannot be asked means
  record Terms(
      String name,
      String version,
      Duration timeout,
      Duration allowedTtl,
      Duration refusedTtl,
      boolean deniesOnError,
      MatchConditions conditions) {}

  private record Kept(JsonObject status, Instant until) {}

  private final WebhookClient client;
  private final Terms terms;
  private final Retries retries;
  private final InstantSource clock;
  private final Map<JsonObject, Kept> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JsonObject, Kept> eldest) {
          return size() > REMEMBERED;
        }
      };

  WebhookAuthorizer(WebhookClient client, Terms terms, Retries retries, InstantSource clock) {
    this.client = client;
    this.terms = terms;
    this.retries = retries;
    this.clock = clock;
  }

  @Override
  public Held held(User user, String namespace) {
    return Held.untold("webhook authorizer does not support user rule resolution");
  }

  @Override
  public Decision authorize(Attributes wanted) {
    JsonObject spec = ReviewSpec.of(wanted);
    return switch (terms.conditions().of(spec)) {
      case DOES_NOT -> Decision.NO_OPINION;
      case FAILS -> onError();
      case MATCHES -> decide(spec);
    };
  }

  private Decision onError() {
    return new Decision(terms.deniesOnError() ? Verdict.DENY : Verdict.NO_OPINION, "");
  }

  private Decision decide(JsonObject spec) {
    JsonObject status = remembered(spec);
    if (status == null) {
      try {
        status = ask(spec);
        remember(spec, status);
      } catch (WebhookCallException e) {
        LOG.atWarn()
            .addKeyValue("webhook", terms.name())
            .addKeyValue("why", e.getMessage())
            .log("An authorization webhook could not be asked");
        return onError();
      }
    }
    String reason = status.string("reason");
    if (status.bool("denied")) {
      return new Decision(Verdict.DENY, reason);
    }
    return new Decision(status.bool("allowed") ? Verdict.ALLOW : Verdict.NO_OPINION, reason);
  }

  private JsonObject ask(JsonObject spec) throws WebhookCallException {
    JsonObject review =
        JsonObject.EMPTY
            .with("apiVersion", "authorization.k8s.io/" + terms.version())
            .with("kind", "SubjectAccessReview")
            .with("metadata", JsonObject.EMPTY)
            .with("spec", terms.version().equals("v1beta1") ? renamed(spec) : spec)
            .with("status", JsonObject.EMPTY.with("allowed", false));
    return retries.post(client, review, terms.timeout()).object("status");
  }

  /// The old version calls the groups by another name.
  private static JsonObject renamed(JsonObject spec) {
    return spec.has("groups") ? spec.without("groups").with("group", spec.array("groups")) : spec;
  }

  private @Nullable JsonObject remembered(JsonObject spec) {
    synchronized (kept) {
      Kept known = kept.get(spec);
      return known != null && clock.instant().isBefore(known.until()) ? known.status() : null;
    }
  }

  private void remember(JsonObject spec, JsonObject status) {
    Duration ttl = status.bool("allowed") ? terms.allowedTtl() : terms.refusedTtl();
    if (ttl.isZero() || spec.toString().length() > LONGEST) {
      return;
    }
    synchronized (kept) {
      kept.put(spec, new Kept(status, clock.instant().plus(ttl)));
    }
  }
}
