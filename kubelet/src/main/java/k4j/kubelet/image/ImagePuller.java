package k4j.kubelet.image;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.Image;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.kubelet.pod.Backoff;
import k4j.kubelet.pod.PodEvents;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.reference.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Brings a container's image onto the node, as its pull policy says.
public final class ImagePuller {

  private final ImageService images;
  private final ConfigSource config;
  private final PodEvents events;
  private final InstantSource clock;
  private final Backoff backoff = Backoff.imagePull();
  private final Map<String, String> lastErrors = new ConcurrentHashMap<>();

  public ImagePuller(
      ImageService images, ConfigSource config, PodEvents events, InstantSource clock) {
    this.images = images;
    this.config = config;
    this.events = events;
    this.clock = clock;
  }

  /// @throws ImageException with what the container waits for
  public Image ensure(JsonObject pod, JsonObject container, PodSandboxConfig sandbox)
      throws ImageException {
    String name = container.string("image");
    Optional<String> problem = ImageNames.problem(name);
    if (problem.isPresent()) {
      String message = "Failed to apply default image tag \"" + name + "\": " + problem.get();
      events.warning(pod, container, "InspectFailed", message);
      throw new ImageException("InvalidImageName", message);
    }
    ImageSpec spec = ImageSpec.of(name);
    Optional<Image> present = inspect(pod, container, spec);
    String policy = container.string("imagePullPolicy");
    if (present.isPresent() && !policy.equals("Always")) {
      String message =
          "Container image \"%s\" already present on machine and can be accessed by the pod"
              .formatted(name);
      events.normal(pod, container, "Pulled", message);
      return present.get();
    }
    if (policy.equals("Never")) {
      String message = "Container image \"" + name + "\" is not present with pull policy of Never";
      events.warning(pod, container, "ErrImageNeverPull", message);
      throw new ImageException("ErrImageNeverPull", message);
    }
    return pull(pod, container, spec, sandbox);
  }

  private Optional<Image> inspect(JsonObject pod, JsonObject container, ImageSpec spec)
      throws ImageException {
    try {
      return images.imageStatus(spec);
    } catch (CriException e) {
      String message = "Failed to inspect image \"" + spec.image() + "\": " + CriErrors.text(e);
      events.warning(pod, container, "InspectFailed", message);
      throw new ImageException("ImageInspectError", message);
    }
  }

  /// The key under which a pod's failures to pull an image count.
  public static String backoffKey(JsonObject pod, String image) {
    return PodName.of(pod).uid() + "_" + image;
  }

  /// How long the pod has to wait before the image is tried again.
  public Duration remaining(JsonObject pod, String image) {
    String key = backoffKey(pod, image);
    Instant now = clock.instant();
    return backoff.remaining(key, backoff.last(key, now), now);
  }

  private Image pull(JsonObject pod, JsonObject container, ImageSpec spec, PodSandboxConfig sandbox)
      throws ImageException {
    String key = backoffKey(pod, spec.image());
    if (remaining(pod, spec.image()).isPositive()) {
      String message = "Back-off pulling image \"" + spec.image() + "\"";
      events.normal(pod, container, "BackOff", message);
      String last = lastErrors.get(key);
      throw new ImageException(
          "ImagePullBackOff", last == null ? message : message + ": ErrImagePull: " + last);
    }
    events.normal(pod, container, "Pulling", "Pulling image \"" + spec.image() + "\"");
    Instant begin = clock.instant();
    try {
      String ref = pullWithSecrets(pod, spec, sandbox);
      Image image =
          images
              .imageStatus(ImageSpec.of(ref))
              .or(() -> images.imageStatus(spec))
              .orElseThrow(() -> CriException.notFound("image " + ref + " vanished"));
      Duration took = Duration.between(begin, clock.instant()).truncatedTo(ChronoUnit.MILLIS);
      events.normal(
          pod,
          container,
          "Pulled",
          "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes."
              .formatted(
                  spec.image(),
                  GoDuration.format(took),
                  GoDuration.format(took),
                  image.sizeBytes()));
      backoff.forget(key);
      lastErrors.remove(key);
      return image;
    } catch (CriException e) {
      String error = CriErrors.text(e);
      events.warning(
          pod, container, "Failed", "Failed to pull image \"" + spec.image() + "\": " + error);
      Instant now = clock.instant();
      backoff.failed(key, now, now);
      lastErrors.put(key, error);
      throw new ImageException("ErrImagePull", error);
    }
  }

  private String pullWithSecrets(JsonObject pod, ImageSpec spec, PodSandboxConfig sandbox) {
    List<@Nullable AuthConfig> tries =
        new ArrayList<>(PullSecrets.forImage(secrets(pod), spec.image()));
    if (tries.isEmpty()) {
      tries.add(null);
    }
    CriException last = null;
    for (AuthConfig auth : tries) {
      try {
        return images.pullImage(spec, auth, sandbox);
      } catch (CriException e) {
        last = e;
      }
    }
    throw last == null ? CriException.internal("no credentials were tried") : last;
  }

  private List<JsonObject> secrets(JsonObject pod) {
    List<JsonObject> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (JsonObject ref : PodSpecs.spec(pod).array("imagePullSecrets").objects()) {
      try {
        found.add(config.secret(PodName.of(pod).namespace(), ref.string("name")));
      } catch (StatusException _) {
        missing.add(ref.string("name"));
      }
    }
    if (!missing.isEmpty()) {
      events.warning(
          pod,
          "FailedToRetrieveImagePullSecret",
          ("Unable to retrieve some image pull secrets (%s); attempting to pull "
                  + "the image may not succeed.")
              .formatted(String.join(", ", missing)));
    }
    return found;
  }

  /// Lets go of what is known of a pod's pulls.
  public void forget(String podUid) {
    backoff.forget(podUid + "_");
    lastErrors.keySet().removeIf(key -> key.startsWith(podUid + "_"));
  }
}
