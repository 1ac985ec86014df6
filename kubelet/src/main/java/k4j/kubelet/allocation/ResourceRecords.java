package k4j.kubelet.allocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.JsonException;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.kubelet.config.NodeFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resources of pods that outlive the kubelet: a file for each pod.
public final class ResourceRecords {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceRecords.class);
  private static final String ENDING = ".json";

  private final Path directory;
  private final NodeFiles files;
  private final Map<String, PodResources> records = new ConcurrentHashMap<>();

  /// @param directory where the files lie; it is made if it is missing
  public ResourceRecords(Path directory, NodeFiles files) {
    this.directory = directory;
    this.files = files;
    try {
      files.makeDirectories(directory);
      for (String name : files.names(directory)) {
        if (name.endsWith(ENDING)) {
          read(directory.resolve(name))
              .ifPresent(r -> records.put(name.substring(0, name.length() - ENDING.length()), r));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("records of resources cannot be read", e);
    }
  }

  private static Optional<PodResources> read(Path file) throws IOException {
    try {
      return Optional.of(PodResources.read(JsonParser.parseObject(Files.readAllBytes(file))));
    } catch (JsonException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("record of resources is left out");
      return Optional.empty();
    }
  }

  Optional<PodResources> get(String podUid) {
    return Optional.ofNullable(records.get(podUid));
  }

  synchronized void set(String podUid, PodResources resources) {
    if (resources.equals(records.get(podUid))) {
      return;
    }
    try {
      files.replace(file(podUid), JsonWriter.toBytes(resources.json()));
    } catch (IOException e) {
      throw new UncheckedIOException("resources of pod " + podUid + " cannot be recorded", e);
    }
    records.put(podUid, resources);
  }

  private Path file(String podUid) {
    return directory.resolve(podUid + ENDING);
  }

  synchronized void remove(String podUid) {
    try {
      files.delete(file(podUid));
    } catch (IOException e) {
      throw new UncheckedIOException("record of pod " + podUid + " cannot be deleted", e);
    }
    records.remove(podUid);
  }

  void keepOnly(Set<String> podUids) {
    records.keySet().stream().filter(uid -> !podUids.contains(uid)).toList().forEach(this::remove);
  }
}
