package k4j.cri.embedded.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import k4j.cri.CriException;
import k4j.cri.embedded.json.Json;
import k4j.cri.image.AuthConfig;

/// Pulls one image: resolves its name, chooses the platform, and unpacks layers as they come, a few
/// at a time.
final class ImagePull {
  private static final int PARALLEL = 3;
  private final ImageStore store;
  private final Reference reference;

  ImagePull(ImageStore store, Reference reference) {
    this.store = store;
    this.reference = reference;
  }

  /// Answers the id of the image.
  String run(Optional<AuthConfig> credentials) throws IOException {
    try (RegistryClient registry = new RegistryClient(reference, credentials)) {
      RegistryClient.Manifest top = resolve(registry);
      Json manifest = Json.parse(top.bytes());
      if (manifest.get("manifests").isPresent()) {
        String chosen =
            Platform.choose(manifest)
                .orElseThrow(() ->
                    CriException.notFound(
                        failure() + "no match for platform in manifest: not found"));
        manifest = Json.parse(registry.manifest(chosen).bytes());
      }
      return fetch(registry, manifest, top.digest());
    } catch (IllegalArgumentException e) {
      throw new IOException(failure() + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException(failure() + e.getMessage(), e);
    }
  }

  private String failure() {
    return "failed to pull and unpack image \"" + reference + "\": ";
  }

  private RegistryClient.Manifest resolve(RegistryClient registry) throws IOException {
    try {
      return registry.manifest(reference.version());
    } catch (CriException e) {
      throw new CriException(
          e.code(),
          failure() + "failed to resolve reference \"" + reference + "\": " + e.getMessage(),
          e);
    }
  }

  private String fetch(RegistryClient registry, Json manifest, String digest) throws IOException {
    String id = manifest.get("config").get("digest").text();
    List<String> tags =
        reference.tag().map(tag -> List.of(reference.name() + ":" + tag)).orElse(List.of());
    List<String> digests = List.of(reference.name() + "@" + digest);
    Optional<ImageEntry> known = store.complete(id);
    if (known.isPresent()) {
      store.add(known.get().named(tags, digests));
      return id;
    }
    Json config = config(registry, id);
    List<String> diffIds = config.get("rootfs").get("diff_ids").texts();
    List<Json> layers = manifest.get("layers").list();
    if (diffIds.size() != layers.size() || id.isEmpty()) {
      throw new IOException("the image's manifest and configuration do not match");
    }
    layers(registry, layers, diffIds);
    long size = layers.stream().mapToLong(layer -> layer.get("size").number(0)).sum();
    store.add(new ImageEntry(id, tags, digests, diffIds, size, config));
    return id;
  }

  private static Json config(RegistryClient registry, String digest) throws IOException {
    try (InputStream in = registry.blob(digest)) {
      byte[] bytes = in.readAllBytes();
      if (!DigestStream.digest(bytes).equals(digest)) {
        throw new IOException("the image's configuration does not have digest " + digest);
      }
      return Json.parse(bytes);
    }
  }

  private void layers(RegistryClient registry, List<Json> layers, List<String> diffIds)
      throws IOException {
    Semaphore places = new Semaphore(PARALLEL);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String digest = layers.get(i).get("digest").text();
      String diffId = diffIds.get(i);
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      Thread.ofVirtual()
          .name("k4j-layer")
          .start(() -> layer(registry, digest, diffId, places, done));
    }
    try {
      for (CompletableFuture<Void> layer : all) {
        layer.get();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof CriException cri) {
        throw cri;
      }
      throw new IOException(cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void layer(
      RegistryClient registry,
      String digest,
      String diffId,
      Semaphore places,
      CompletableFuture<Void> done) {
    try {
      places.acquire();
      try {
        store.layers().add(diffId, () -> registry.blob(digest));
        done.complete(null);
      } finally {
        places.release();
      }
    } catch (IOException | RuntimeException e) {
      done.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.completeExceptionally(e);
    }
  }
}
