package k4j.cri.embedded;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.embedded.image.ImageStore;
import k4j.cri.embedded.image.Pulls;
import k4j.cri.embedded.stats.StatsReader;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.Image;
import k4j.cri.image.ImageFsInfo;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.PodSandboxConfig;
import org.jspecify.annotations.Nullable;

/// The embedded runtime's `ImageService`.
final class EmbeddedImages implements ImageService {
  private final ImageStore store;
  private final Pulls pulls;
  private final Path root;
  private final InstantSource clock;

  EmbeddedImages(ImageStore store, Path root, InstantSource clock) {
    this.store = store;
    this.pulls = new Pulls(store);
    this.root = root;
    this.clock = clock;
  }

  @Override
  public List<Image> listImages(@Nullable ImageSpec filter) {
    return filter == null || filter.image().isEmpty()
        ? store.list()
        : store.find(filter.image()).stream().toList();
  }

  @Override
  public Optional<Image> imageStatus(ImageSpec image) {
    return store.find(image.image());
  }

  @Override
  public String pullImage(
      ImageSpec image, @Nullable AuthConfig auth, @Nullable PodSandboxConfig sandbox) {
    if (store.isHost(image.image())) {
      return store.content(image.image()).id();
    }
    if (k4j.cri.embedded.image.HostImage.isNamed(image.image())) {
      throw CriException.invalid(
          "the image k4j.local/host is off: this cluster was not started as a local one");
    }
    return Guarded.call("", () -> pulls.pull(image.image(), Optional.ofNullable(auth)));
  }

  @Override
  public void removeImage(ImageSpec image) {
    if (!store.isHost(image.image())) {
      Guarded.run("failed to remove image", () -> store.remove(image.image()));
    }
  }

  @Override
  public ImageFsInfo imageFsInfo() {
    Instant now = clock.instant();
    return new ImageFsInfo(
        List.of(StatsReader.disk(root.resolve("images"), now)),
        List.of(StatsReader.disk(root.resolve("containers"), now)));
  }
}
