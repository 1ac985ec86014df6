package k4j.cri.inprocess;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.Image;
import k4j.cri.image.ImageFsInfo;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.PodSandboxConfig;
import org.jspecify.annotations.Nullable;

/// The images of components: `k4j.local/NAME` with any tag is there when a component of that name
/// is registered, and is the program itself.
final class InProcessImages implements ImageService {
  private static final String PREFIX = "k4j.local/";
  private final Supplier<Set<String>> components;
  private final InstantSource clock;

  InProcessImages(Supplier<Set<String>> components, InstantSource clock) {
    this.components = components;
    this.clock = clock;
  }

  @Override
  public List<Image> listImages(@Nullable ImageSpec filter) {
    return filter == null ? List.of() : imageStatus(filter).stream().toList();
  }

  @Override
  public Optional<Image> imageStatus(ImageSpec image) {
    String reference = image.image();
    boolean here =
        reference.startsWith(PREFIX)
            && components.get().contains(reference.substring(PREFIX.length()).split("[:@]", 2)[0]);
    return here
        ? Optional.of(
            new Image(reference, List.of(reference), List.of(), 0, OptionalLong.empty(), "", true))
        : Optional.empty();
  }

  @Override
  public String pullImage(
      ImageSpec image, @Nullable AuthConfig auth, @Nullable PodSandboxConfig sandbox) {
    return imageStatus(image)
        .orElseThrow(() -> CriException.notFound(image.image() + ": not found"))
        .id();
  }

  @Override
  public void removeImage(ImageSpec image) {}

  @Override
  public ImageFsInfo imageFsInfo() {
    return new ImageFsInfo(
        List.of(new k4j.cri.image.FilesystemUsage(clock.instant(), "/", 0, 0)), List.of());
  }
}
