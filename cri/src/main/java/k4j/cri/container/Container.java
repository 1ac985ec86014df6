package k4j.cri.container;

import java.time.Instant;
import java.util.Map;
import k4j.cri.image.ImageSpec;

/// A container in a list. `imageRef` is the id of the image it runs.
public record Container(
    String id,
    String podSandboxId,
    ContainerMetadata metadata,
    ImageSpec image,
    String imageRef,
    ContainerState state,
    Instant createdAt,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public Container {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
