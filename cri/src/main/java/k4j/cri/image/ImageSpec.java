package k4j.cri.image;

import java.util.Map;

/// What names an image: a reference, a digest reference or an id. `userSpecifiedImage` is what the
/// pod said, when `image` is already resolved.
public record ImageSpec(
    String image,
    Map<String, String> annotations,
    String userSpecifiedImage,
    String runtimeHandler) {
  public ImageSpec {
    annotations = Map.copyOf(annotations);
  }

  public static ImageSpec of(String image) {
    return new ImageSpec(image, Map.of(), "", "");
  }
}
