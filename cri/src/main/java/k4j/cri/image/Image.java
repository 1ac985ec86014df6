package k4j.cri.image;

import java.util.List;
import java.util.OptionalLong;

/// An image on the node. `id` is the digest of its configuration. `uid` or `username` is the user
/// that it asks for; `pinned` images are never removed by garbage collection.
public record Image(
    String id,
    List<String> repoTags,
    List<String> repoDigests,
    long sizeBytes,
    OptionalLong uid,
    String username,
    boolean pinned) {
  public Image {
    repoTags = List.copyOf(repoTags);
    repoDigests = List.copyOf(repoDigests);
  }
}
