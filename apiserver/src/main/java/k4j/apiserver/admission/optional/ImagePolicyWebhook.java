package k4j.apiserver.admission.optional;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookCallException;
import k4j.apiserver.webhook.WebhookClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server of the cluster's owner whether the images of a pod may run. Kubernetes also marks
/// the pod itself where it could not ask and lets the pod pass; here only the audit log is told.
public final class ImagePolicyWebhook implements AdmissionPlugin {

  private static final Logger LOG = LoggerFactory.getLogger(ImagePolicyWebhook.class);
  private static final String AUDIT = "imagepolicywebhook.image-policy.k8s.io/";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int REMEMBERED = 1024;

  private final WebhookClient client;
  private final Retries retries;
  private final InstantSource clock;
  private final Duration allowed;
  private final Duration refused;
  private final boolean allowsOnError;
  private final Map<JsonObject, Kept> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JsonObject, Kept> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Kept(JsonObject status, Instant until) {}

  /// @param configuration whose `imagePolicy` names a kubeconfig; it must be there
  /// @throws ConfigurationException where it is not, or is wrong
  public ImagePolicyWebhook(
      Optional<JsonObject> configuration, InstantSource clock, ScheduledExecutorService timer) {
    JsonObject terms =
        configuration
            .orElseThrow(() -> new ConfigurationException("no config specified"))
            .object("imagePolicy");
    this.clock = clock;
    Duration backoff =
        duration(terms, "retryBackoff", Duration.ofMillis(1), Duration.ofMillis(500), 300);
    allowed = duration(terms, "allowTTL", Duration.ofSeconds(1), Duration.ofMinutes(5), 1800);
    refused = duration(terms, "denyTTL", Duration.ofSeconds(1), Duration.ofSeconds(30), 1800);
    allowsOnError = terms.bool("defaultAllow");
    client =
        new WebhookClient(
            KubeconfigUpstream.read(Path.of(terms.string("kubeConfigFile"))), clock, timer);
    retries = new Retries(timer, backoff);
  }

  /// @param unit of the number that stands there; -1 switches off, 0 takes the default
  private static Duration duration(
      JsonObject terms, String field, Duration unit, Duration otherwise, long mostSeconds) {
    long number = terms.integer(field, 0);
    if (number == -1) {
      return Duration.ZERO;
    }
    if (number == 0) {
      return otherwise;
    }
    Duration value = unit.multipliedBy(number);
    Duration most = Duration.ofSeconds(mostSeconds);
    Duration least = unit.toMillis() == 1 ? Duration.ofNanos(1) : unit;
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new ConfigurationException(
          "valid value is between %s and %ds, got %dms"
              .formatted(unit.toMillis() == 1 ? "1ns" : "1s", most.toSeconds(), value.toMillis()));
    }
    return value;
  }

  @Override
  public String name() {
    return "ImagePolicyWebhook";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.is("", "pods")
        && (request.isCreate() || request.isUpdate())
        && (request.subresource().isEmpty() || request.subresource().equals("ephemeralcontainers"));
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject spec = spec(request);
    JsonObject status = remembered(spec);
    if (status == null) {
      try {
        status = ask(spec);
      } catch (WebhookCallException e) {
        failed(request, String.valueOf(e.getMessage()));
        return;
      }
    }
    JsonObject notes = status.object("auditAnnotations");
    notes
        .names()
        .forEach(name -> request.notes().trail().annotate(AUDIT + name, notes.string(name)));
    if (!status.bool("allowed")) {
      String reason = status.string("reason");
      throw request.forbidden(
          reason.isEmpty()
              ? "one or more images rejected by webhook backend"
              : "image policy webhook backend denied one or more images: " + reason);
    }
  }

  private void failed(AdmissionRequest request, String why) {
    if (!allowsOnError) {
      throw request.forbidden(why);
    }
    LOG.atWarn().addKeyValue("why", why).log("A webhook for images could not be asked");
    request.notes().trail().annotate(AUDIT + "failed-open", "true");
  }

  private static JsonObject spec(AdmissionRequest request) {
    JsonObject pod = request.object().object("spec");
    List<String> lists =
        request.subresource().isEmpty()
            ? List.of("containers", "initContainers")
            : List.of("ephemeralContainers");
    var containers = new ArrayList<JsonObject>();
    for (String list : lists) {
      for (JsonObject container : pod.array(list).objects()) {
        containers.add(JsonObject.EMPTY.with("image", container.string("image")));
      }
    }
    var annotations = JsonObject.builder();
    request
        .object()
        .object("metadata")
        .object("annotations")
        .forEach((name, value) -> {
          if (name.contains(".image-policy.k8s.io/")) {
            annotations.put(name, value);
          }
        });
    JsonObject spec = JsonObject.EMPTY.with("containers", JsonArray.of(containers));
    JsonObject noted = annotations.build();
    return (noted.isEmpty() ? spec : spec.with("annotations", noted))
        .with("namespace", request.namespace());
  }

  private JsonObject ask(JsonObject spec) throws WebhookCallException {
    JsonObject review =
        JsonObject.EMPTY
            .with("apiVersion", "imagepolicy.k8s.io/v1alpha1")
            .with("kind", "ImageReview")
            .with("metadata", JsonObject.EMPTY)
            .with("spec", spec)
            .with("status", JsonObject.EMPTY.with("allowed", false));
    JsonObject status = retries.post(client, review, TIMEOUT).object("status");
    Duration ttl = status.bool("allowed") ? allowed : refused;
    synchronized (kept) {
      kept.put(spec, new Kept(status, clock.instant().plus(ttl)));
    }
    return status;
  }

  private @Nullable JsonObject remembered(JsonObject spec) {
    synchronized (kept) {
      Kept known = kept.get(spec);
      return known != null && clock.instant().isBefore(known.until()) ? known.status() : null;
    }
  }
}
