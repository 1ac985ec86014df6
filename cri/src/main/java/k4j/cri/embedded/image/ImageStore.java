package k4j.cri.embedded.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import k4j.cri.CriException;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.json.JsonText;
import k4j.cri.image.Image;

/// The images of this node: an index of names on disk, and the layers that they are made of.
public final class ImageStore {
  private final Path indexFile;
  private final LayerStore layers;
  private final boolean hostImage;
  private final Supplier<Set<String>> used;
  private final Map<String, ImageEntry> entries = new LinkedHashMap<>();
  private final Map<String, ImageEntry> detached = new LinkedHashMap<>();

  /// `used` tells the ids of images that containers are made of: their layers are kept.
  public ImageStore(Path root, boolean hostImage, Supplier<Set<String>> used) throws IOException {
    this.indexFile = Files.createDirectories(root).resolve("index.json");
    this.layers = new LayerStore(root.resolve("layers"));
    this.hostImage = hostImage;
    this.used = used;
    if (Files.exists(indexFile)) {
      for (Json in : Json.parse(Files.readString(indexFile)).list()) {
        ImageEntry entry = ImageEntry.of(in);
        entries.put(entry.id(), entry);
      }
    }
  }

  LayerStore layers() {
    return layers;
  }

  public boolean isHost(String reference) {
    return hostImage && HostImage.isNamed(reference);
  }

  public synchronized List<Image> list() {
    List<Image> result = new ArrayList<>();
    if (hostImage) {
      result.add(HostImage.listed(HostImage.NAME));
    }
    entries.values().forEach(entry -> result.add(entry.listed()));
    return result;
  }

  public Optional<Image> find(String reference) {
    return hostImage && HostImage.isNamed(reference)
        ? HostImage.find(reference)
        : entry(reference).map(ImageEntry::listed);
  }

  /// What a container needs of an image, by any of its names or its id.
  public ImageContent content(String reference) {
    if (isHost(reference)) {
      return HostImage.content();
    }
    ImageEntry entry =
        entry(reference)
            .or(() -> Optional.ofNullable(detached(reference)))
            .orElseThrow(() ->
                CriException.notFound(
                    "failed to get image from containerd \"" + reference + "\": not found"));
    return new ImageContent(
        entry.id(),
        entry.layers().reversed().stream().map(layers::path).toList(),
        false,
        ImageContent.Defaults.of(entry.config().get("config")));
  }

  private synchronized @org.jspecify.annotations.Nullable ImageEntry detached(String id) {
    return detached.get(id);
  }

  private synchronized Optional<ImageEntry> entry(String reference) {
    ImageEntry byId = entries.get(reference);
    if (byId != null) {
      return Optional.of(byId);
    }
    boolean shortId = reference.matches("[0-9a-f]{12,64}");
    for (ImageEntry entry : entries.values()) {
      if (shortId && entry.id().startsWith("sha256:" + reference)) {
        return Optional.of(entry);
      }
    }
    if (reference.startsWith("sha256:")) {
      return Optional.empty();
    }
    Reference name = Reference.parse(reference);
    String tag = name.name() + name.tag().map(t -> ":" + t).orElse("");
    Optional<String> digest = name.digest().map(d -> name.name() + "@" + d);
    return entries.values().stream()
        .filter(
            e -> digest.isPresent() ? e.digests().contains(digest.get()) : e.tags().contains(tag))
        .findFirst();
  }

  /// Adds an image whose layers are here; a tag that another image had moves over.
  synchronized void add(ImageEntry image) throws IOException {
    for (String tag : image.tags()) {
      entries.replaceAll((id, e) -> id.equals(image.id()) ? e : e.without(tag));
    }
    ImageEntry known = entries.get(image.id());
    entries.put(image.id(), known == null ? image : known.named(image.tags(), image.digests()));
    save();
  }

  /// Whether all layers are here, so that only names are missing.
  synchronized Optional<ImageEntry> complete(String id) {
    return Optional.ofNullable(entries.get(id))
        .filter(e -> e.layers().stream().allMatch(layers::has));
  }

  public void remove(String reference) throws IOException {
    Optional<ImageEntry> entry = entry(reference);
    if (entry.isPresent()) {
      synchronized (this) {
        entries.remove(entry.get().id());
        detached.put(entry.get().id(), entry.get());
        save();
      }
      sweep();
    }
  }

  /// Removes layers that belong to no image and no container.
  public synchronized void sweep() throws IOException {
    Set<String> usedImages = used.get();
    detached.keySet().retainAll(usedImages);
    Set<String> needed = new HashSet<>();
    entries.values().forEach(e -> needed.addAll(e.layers()));
    detached.values().forEach(e -> needed.addAll(e.layers()));
    layers.keepOnly(needed);
  }

  private void save() throws IOException {
    List<Object> all = new ArrayList<>();
    entries.values().forEach(entry -> all.add(entry.json()));
    Path fresh = indexFile.resolveSibling("index.json.new");
    Files.writeString(fresh, JsonText.of(all));
    Files.move(fresh, indexFile, StandardCopyOption.ATOMIC_MOVE);
  }
}
