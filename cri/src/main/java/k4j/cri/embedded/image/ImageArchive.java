package k4j.cri.embedded.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.rootfs.RootedPath;
import k4j.cri.embedded.state.StateStore;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Loads images from files: a docker-archive (`docker save`), or an OCI layout as a directory or
/// tar; either may be compressed with gzip.
public final class ImageArchive {
  private final ImageStore store;
  private final Path scratch;

  public ImageArchive(ImageStore store, Path scratch) {
    this.store = store;
    this.scratch = scratch;
  }

  /// Answers the names of what was loaded, or ids where there is no name.
  public List<String> load(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return directory(source);
    }
    Files.createDirectories(scratch);
    Path unpacked = Files.createTempDirectory(scratch, "load");
    try {
      unpack(source, unpacked);
      return directory(unpacked);
    } finally {
      StateStore.delete(unpacked);
    }
  }

  private static void unpack(Path source, Path directory) throws IOException {
    RootedPath root = new RootedPath(directory);
    try (InputStream file = new BufferedInputStream(Files.newInputStream(source), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain(file), "UTF-8")) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path place = root.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(place);
        } else if (entry.isSymbolicLink() || entry.isLink()) {
          Files.createDirectories(
              String.valueOf(place.getParent()).isEmpty() ? directory : parent(place));
          Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(parent(place));
          Files.copy(tar, place);
        }
      }
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static InputStream plain(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private List<String> directory(Path directory) throws IOException {
    RootedPath root = new RootedPath(directory);
    try {
      if (Files.exists(directory.resolve("manifest.json"))) {
        return docker(root);
      }
      if (Files.exists(directory.resolve("index.json"))) {
        return layout(root);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the archive's manifest is not understood: " + e.getMessage(), e);
    }
    throw new IOException(
        "neither a docker archive nor an OCI layout: no manifest.json or index.json");
  }

  private List<String> docker(RootedPath root) throws IOException {
    List<String> loaded = new ArrayList<>();
    for (Json image : Json.parse(bytes(root, "manifest.json")).list()) {
      byte[] config = bytes(root, image.get("Config").text());
      List<String> tags =
          image.get("RepoTags").texts().stream().map(t -> Reference.parse(t).toString()).toList();
      loaded.add(add(root, config, image.get("Layers").texts(), tags));
    }
    return loaded;
  }

  private List<String> layout(RootedPath root) throws IOException {
    List<String> loaded = new ArrayList<>();
    for (Json descriptor : Json.parse(bytes(root, "index.json")).get("manifests").list()) {
      Json annotations = descriptor.get("annotations");
      String name =
          annotations
              .get("io.containerd.image.name")
              .text(annotations.get("org.opencontainers.image.ref.name").text());
      Json manifest = Json.parse(blob(root, descriptor.get("digest").text()));
      if (manifest.get("manifests").isPresent()) {
        String chosen =
            Platform.choose(manifest)
                .orElseThrow(() -> new IOException("no image for " + Platform.name()));
        manifest = Json.parse(blob(root, chosen));
      }
      byte[] config = blob(root, manifest.get("config").get("digest").text());
      List<String> layers =
          manifest.get("layers").list().stream()
              .map(layer -> blobPath(layer.get("digest").text()))
              .toList();
      List<String> tags = name.isEmpty() ? List.of() : List.of(Reference.parse(name).toString());
      loaded.add(add(root, config, layers, tags));
    }
    return loaded;
  }

  private String add(RootedPath root, byte[] bytes, List<String> layers, List<String> tags)
      throws IOException {
    Json config = Json.parse(bytes);
    List<String> diffIds = config.get("rootfs").get("diff_ids").texts();
    if (diffIds.size() != layers.size()) {
      throw new IOException("the image's manifest and configuration do not match");
    }
    long size = 0;
    for (int i = 0; i < layers.size(); i++) {
      Path file = root.resolve(layers.get(i));
      size += Files.size(file);
      store.layers().add(diffIds.get(i), () -> Files.newInputStream(file));
    }
    String id = DigestStream.digest(bytes);
    store.add(new ImageEntry(id, tags, List.of(), diffIds, size, config));
    return tags.isEmpty() ? id : tags.getFirst();
  }

  private static String blobPath(String digest) {
    return "blobs/" + digest.replace(':', '/');
  }

  private static byte[] blob(RootedPath root, String digest) throws IOException {
    byte[] bytes = bytes(root, blobPath(digest));
    if (!DigestStream.digest(bytes).equals(digest)) {
      throw new IOException("blob " + digest + " has other content");
    }
    return bytes;
  }

  private static byte[] bytes(RootedPath root, String name) throws IOException {
    return Files.readAllBytes(root.resolve(name));
  }
}
