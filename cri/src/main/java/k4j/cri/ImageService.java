package k4j.cri;

import java.util.List;
import java.util.Optional;
import k4j.cri.image.AuthConfig;
import k4j.cri.image.Image;
import k4j.cri.image.ImageFsInfo;
import k4j.cri.image.ImageSpec;
import k4j.cri.sandbox.PodSandboxConfig;
import org.jspecify.annotations.Nullable;

/// `runtime.v1.ImageService`: the images of one node.
public interface ImageService {
  /// All images, or, with a spec, the one it names.
  List<Image> listImages(@Nullable ImageSpec filter);

  /// The image that a reference, digest or id names; empty if it is not here.
  Optional<Image> imageStatus(ImageSpec image);

  /// Pulls an image and answers the reference to use in `createContainer` (its id).
  String pullImage(ImageSpec image, @Nullable AuthConfig auth, @Nullable PodSandboxConfig sandbox);

  /// Removes an image with all its names; does nothing if it is not here.
  void removeImage(ImageSpec image);

  ImageFsInfo imageFsInfo();
}
