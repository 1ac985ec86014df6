package k4j.cri.simulated;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.FilesystemUsage;
import k4j.cri.image.Image;
import k4j.cri.image.ImageFsInfo;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.PodSandboxConfig;
import org.jspecify.annotations.Nullable;

/// Images that are only names: each can be pulled, unless the pod says otherwise.
final class SimulatedImages implements ImageService {

  private final InstantSource clock;
  private final Map<String, Image> images = new ConcurrentHashMap<>();

  SimulatedImages(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Image> listImages(@Nullable ImageSpec filter) {
    return filter == null ? List.copyOf(images.values()) : imageStatus(filter).stream().toList();
  }

  @Override
  public Optional<Image> imageStatus(ImageSpec image) {
    return Optional.ofNullable(images.get(image.image()));
  }

  @Override
  public String pullImage(
      ImageSpec image, @Nullable AuthConfig auth, @Nullable PodSandboxConfig sandbox) {
    String name = image.image();
    String error =
        sandbox == null
            ? ""
            : sandbox.annotations().getOrDefault(BehaviourText.DOMAIN + "pull-error", "");
    if (!error.isEmpty()) {
      throw new CriException(CriException.Code.UNKNOWN, error);
    }
    images.computeIfAbsent(
        name, _ -> new Image(name, List.of(name), List.of(), 0, OptionalLong.empty(), "", false));
    return name;
  }

  @Override
  public void removeImage(ImageSpec image) {
    images.remove(image.image());
  }

  @Override
  public ImageFsInfo imageFsInfo() {
    return new ImageFsInfo(List.of(new FilesystemUsage(clock.instant(), "/", 0, 0)), List.of());
  }
}
