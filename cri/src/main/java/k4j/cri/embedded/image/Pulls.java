package k4j.cri.embedded.image;

import java.io.IOException;
import java.util.Optional;
import k4j.cri.image.AuthConfig;

/// Pulls images into a store.
public final class Pulls {
  private final ImageStore store;

  public Pulls(ImageStore store) {
    this.store = store;
  }

  /// Answers the id of the image.
  public String pull(String reference, Optional<AuthConfig> credentials) throws IOException {
    return new ImagePull(store, Reference.parse(reference)).run(credentials);
  }
}
