package k4j.cri.embedded.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.cri.CriException;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.linux.Mounts;

/// An image as a volume for reading (KEP-4639).
public final class ImageVolume {
  private ImageVolume() {}

  /// Mounts the image at an empty directory, in the calling thread's mount namespace.
  ///
  /// @return the directory of the image that is asked for, or its root
  public static Path mount(ImageContent image, Path place, String subPath) throws IOException {
    if (image.layers().isEmpty()) {
      throw CriException.invalid("image " + image.id() + " has no layers to mount as a volume");
    }
    if (image.layers().size() == 1) {
      Mounts.bind(image.layers().getFirst().toString(), place.toString(), false);
    } else {
      String below = Layers.below(image.layers(), place.getFileName().toString());
      Mounts.mount(
          "overlay",
          place.toString(),
          "overlay",
          Mounts.MS_RDONLY | Mounts.MS_NODEV,
          "lowerdir=" + below);
    }
    Path source = new RootedPath(place).resolve(subPath);
    if (!Files.isDirectory(source)) {
      throw CriException.invalid(
          "failed to mount image volume: sub path \"%s\" is no directory of the image"
              .formatted(subPath));
    }
    return source;
  }
}
