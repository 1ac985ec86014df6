package k4j.cri.embedded.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import k4j.cri.embedded.json.JsonText;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// An image that a test makes: layers of files, and a configuration.
public final class TestImage {
  private final List<byte[]> layers = new ArrayList<>();
  private final Map<String, Object> config = new LinkedHashMap<>();

  /// One layer in the making.
  public static final class Layer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public Layer() {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    public Layer directory(String name) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name + "/");
      entry.setMode(040755);
      return put(entry, new byte[0]);
    }

    public Layer file(String name, int mode, String content) throws IOException {
      return file(name, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    public Layer file(String name, int mode, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setMode(0100000 | mode);
      entry.setSize(content.length);
      return put(entry, content);
    }

    public Layer owned(String name, int uid, int gid) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setMode(0100640);
      entry.setUserId(uid);
      entry.setGroupId(gid);
      return put(entry, new byte[0]);
    }

    public Layer link(String name, byte type, String target) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
      entry.setLinkName(target);
      return put(entry, new byte[0]);
    }

    public Layer symlink(String name, String target) throws IOException {
      return link(name, TarConstants.LF_SYMLINK, target);
    }

    private Layer put(TarArchiveEntry entry, byte[] content) throws IOException {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    }

    byte[] bytes() throws IOException {
      tar.finish();
      return bytes.toByteArray();
    }
  }

  public TestImage layer(Layer layer) throws IOException {
    layers.add(layer.bytes());
    return this;
  }

  public TestImage config(String key, Object value) {
    config.put(key, value);
    return this;
  }

  /// A layer with the machine's own shell and what it needs to run.
  public static Layer shell() throws IOException {
    Layer layer = new Layer();
    layer.directory("bin").directory("lib").directory("lib64").directory("etc").directory("tmp");
    layer.file("bin/sh", 0755, Files.readAllBytes(Path.of("/bin/sh")));
    layer.file("bin/cat", 0755, Files.readAllBytes(Path.of("/bin/cat")));
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String path = line.replaceFirst("^[^/]*", "");
      if (path.matches(".*/libc\\.so\\.6") && line.contains("r-xp")) {
        layer.file("lib/libc.so.6", 0755, Files.readAllBytes(Path.of(path)));
      } else if (path.matches(".*/ld-linux[^/]*") && line.contains("r-xp")) {
        String name = Path.of(path).getFileName().toString();
        String directory = name.contains("x86") ? "lib64/" : "lib/";
        layer.file(directory + name, 0755, Files.readAllBytes(Path.of(path)));
      }
    }
    layer.file(
        "etc/passwd", 0644, "root:x:0:0::/root:/bin/sh\napp:x:1001:1002::/home/app:/bin/sh\n");
    layer.file("etc/group", 0644, "root:x:0:\napp:x:1002:\nextra:x:1003:app\n");
    return layer;
  }

  public byte[] configBytes() {
    List<String> diffIds = layers.stream().map(DigestStream::digest).toList();
    return json(
        Map.of(
            "architecture",
            "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64",
            "os",
            "linux",
            "config",
            config,
            "rootfs",
            Map.of("type", "layers", "diff_ids", diffIds)));
  }

  public String id() {
    return DigestStream.digest(configBytes());
  }

  /// Layers as a registry has them.
  public List<byte[]> compressed() throws IOException {
    List<byte[]> result = new ArrayList<>();
    for (byte[] layer : layers) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(layer);
      }
      result.add(out.toByteArray());
    }
    return result;
  }

  public byte[] manifest() throws IOException {
    List<Object> descriptors = new ArrayList<>();
    for (byte[] layer : compressed()) {
      descriptors.add(descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer));
    }
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    manifest.put("config", descriptor("application/vnd.oci.image.config.v1+json", configBytes()));
    manifest.put("layers", descriptors);
    return json(manifest);
  }

  /// An index whose first entry is for another machine.
  public byte[] index() throws IOException {
    Map<String, Object> other =
        descriptor("application/vnd.oci.image.manifest.v1+json", manifest());
    other.put("digest", "sha256:" + "0".repeat(64));
    other.put("platform", Map.of("os", "linux", "architecture", "s390x"));
    Map<String, Object> own = descriptor("application/vnd.oci.image.manifest.v1+json", manifest());
    own.put(
        "platform",
        Map.of(
            "os",
            "linux",
            "architecture",
            "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64"));
    return json(
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            "application/vnd.oci.image.index.v1+json",
            "manifests",
            List.of(other, own)));
  }

  private static Map<String, Object> descriptor(String type, byte[] content) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", type);
    descriptor.put("digest", DigestStream.digest(content));
    descriptor.put("size", content.length);
    return descriptor;
  }

  private static byte[] json(Object value) {
    return JsonText.of(value).getBytes(StandardCharsets.UTF_8);
  }

  /// Writes what `docker save` writes.
  public void dockerArchive(Path file, boolean gzip, String... tags) throws IOException {
    Layer archive = new Layer();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      names.add("layer-" + i + "/layer.tar");
      archive.file(names.getLast(), 0644, layers.get(i));
    }
    archive.file("config.json", 0644, configBytes());
    archive.file(
        "manifest.json",
        0644,
        json(List.of(Map.of("Config", "config.json", "RepoTags", List.of(tags), "Layers", names))));
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed = gzip ? new GZIPOutputStream(out) : out) {
      packed.write(archive.bytes());
    }
  }

  /// Writes an OCI layout with an index in an index.
  public void ociLayout(Path directory, String name) throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    List<byte[]> all = new ArrayList<>(compressed());
    all.add(configBytes());
    all.add(manifest());
    all.add(index());
    for (byte[] blob : all) {
      Files.write(blobs.resolve(DigestStream.digest(blob).substring("sha256:".length())), blob);
    }
    Map<String, Object> top = descriptor("application/vnd.oci.image.index.v1+json", index());
    top.put("annotations", Map.of("org.opencontainers.image.ref.name", name));
    Files.write(
        directory.resolve("index.json"),
        json(Map.of("schemaVersion", 2, "manifests", List.of(top))));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }
}
