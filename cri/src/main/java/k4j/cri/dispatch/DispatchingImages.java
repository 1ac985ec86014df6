package k4j.cri.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.cri.ImageService;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.Image;
import k4j.cri.image.ImageFsInfo;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.PodSandboxConfig;
import org.jspecify.annotations.Nullable;

/// Two image services as one: what the first has it answers for, all else is the second's.
public record DispatchingImages(ImageService first, ImageService second) implements ImageService {
  @Override
  public List<Image> listImages(@Nullable ImageSpec filter) {
    List<Image> all = new ArrayList<>(first.listImages(filter));
    all.addAll(second.listImages(filter));
    return all;
  }

  @Override
  public Optional<Image> imageStatus(ImageSpec image) {
    return first.imageStatus(image).or(() -> second.imageStatus(image));
  }

  @Override
  public String pullImage(
      ImageSpec image, @Nullable AuthConfig auth, @Nullable PodSandboxConfig sandbox) {
    ImageService owner = first.imageStatus(image).isPresent() ? first : second;
    return owner.pullImage(image, auth, sandbox);
  }

  @Override
  public void removeImage(ImageSpec image) {
    ImageService owner = first.imageStatus(image).isPresent() ? first : second;
    owner.removeImage(image);
  }

  @Override
  public ImageFsInfo imageFsInfo() {
    return second.imageFsInfo();
  }
}
