package k4j.cri.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageArchiveTest {
  @TempDir Path directory;
  private final Set<String> used = new HashSet<>();
  private ImageStore store;
  private ImageArchive archive;

  @BeforeEach
  void open() throws IOException {
    store = new ImageStore(directory.resolve("images"), true, () -> used);
    archive = new ImageArchive(store, directory.resolve("scratch"));
  }

  private static TestImage image() throws IOException {
    return new TestImage()
        .layer(
            new TestImage.Layer()
                .directory("etc")
                .file("etc/keep", 0644, "keep")
                .file("etc/gone", 0644, "gone")
                .directory("old")
                .file("old/file", 0644, "old"))
        .layer(
            new TestImage.Layer()
                .file("etc/.wh.gone", 0644, "")
                .file("old/.wh..wh..opq", 0644, "")
                .file("old/new", 04755, "new")
                .owned("owned", 11, 22)
                .symlink("link", "/etc/keep")
                .link("hard", TarConstants.LF_LINK, "owned"))
        .config("Cmd", List.of("/bin/sh"))
        .config("User", "11:22");
  }

  @Test
  void loadsADockerArchive() throws IOException {
    TestImage image = image();
    for (boolean gzip : new boolean[] {false, true}) {
      Path file = directory.resolve("image.tar");
      image.dockerArchive(file, gzip, "demo:1");
      assertThat(archive.load(file)).containsExactly("docker.io/library/demo:1");
    }
    assertThat(store.find("demo:1").orElseThrow().id()).isEqualTo(image.id());
    assertThat(store.find("demo:1").orElseThrow().uid()).hasValue(11);
    assertThat(store.find(image.id())).isPresent();
    assertThat(store.find("demo:2")).isEmpty();
    ImageContent content = store.content("docker.io/library/demo:1");
    assertThat(content.layers()).hasSize(2);
    Path top = content.layers().getFirst();
    assertThat(content.layers().getLast().resolve("etc/gone")).hasContent("gone");
    assertThat(Files.getAttribute(top.resolve("etc/gone"), "unix:rdev")).isEqualTo(0L);
    assertThat((Integer) Files.getAttribute(top.resolve("old/new"), "unix:mode") & 07777)
        .isEqualTo(04755);
    assertThat(Files.getAttribute(top.resolve("owned"), "unix:uid")).isEqualTo(11);
    assertThat(Files.getAttribute(top.resolve("hard"), "unix:nlink")).isEqualTo(2);
    assertThat(Files.readSymbolicLink(top.resolve("link"))).isEqualTo(Path.of("/etc/keep"));
  }

  @Test
  void loadsAnOciLayout() throws IOException {
    TestImage image = image();
    Path layout = directory.resolve("layout");
    image.ociLayout(layout, "quay.io/demo/app:2");
    assertThat(archive.load(layout)).containsExactly("quay.io/demo/app:2");
    assertThat(store.content("quay.io/demo/app:2").id()).isEqualTo(image.id());
  }

  @Test
  void keepsInsideWhatWantsOut() throws IOException {
    Path outside = directory.resolve("outside");
    Path file = directory.resolve("image.tar");
    new TestImage()
        .layer(
            new TestImage.Layer()
                .file("../../../outside", 0644, "up")
                .symlink("abs", "/")
                .file("abs/through", 0644, "abs")
                .symlink("rel", "../../../..")
                .file("rel" + outside, 0644, "rel")
                .file("target", 0644, "t")
                .symlink("same", outside.toString())
                .file("same", 0644, "replaces the link"))
        .dockerArchive(file, false, "evil");
    archive.load(file);
    Path layer = store.content("evil").layers().getFirst();
    assertThat(outside).doesNotExist();
    assertThat(Path.of("/through")).doesNotExist();
    assertThat(layer.resolve("outside")).hasContent("up");
    assertThat(layer.resolve("through")).hasContent("abs");
    assertThat(Path.of(layer + outside.toString())).hasContent("rel");
    assertThat(layer.resolve("same")).hasContent("replaces the link");
  }

  @Test
  void refusesOtherContentThanPromised() throws IOException {
    TestImage image = image();
    Path layout = directory.resolve("layout");
    image.ociLayout(layout, "demo");
    byte[] first = image.compressed().getFirst();
    Path blob = layout.resolve("blobs").resolve(DigestStream.digest(first).replace(':', '/'));
    Files.write(blob, image.compressed().getLast());
    assertThatThrownBy(() -> archive.load(layout))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("digest");
    assertThat(store.find("demo")).isEmpty();
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(() -> archive.load(empty)).hasMessageContaining("neither");
  }

  @Test
  void removesLayersThatNobodyNeeds() throws IOException {
    TestImage image = image();
    Path file = directory.resolve("image.tar");
    image.dockerArchive(file, false, "demo:1", "demo:2");
    archive.load(file);
    new TestImage()
        .layer(new TestImage.Layer().file("x", 0644, "x"))
        .dockerArchive(file, false, "demo:2");
    archive.load(file);
    assertThat(store.find("demo:2").orElseThrow().id()).isNotEqualTo(image.id());
    assertThat(store.find("demo:1").orElseThrow().repoTags())
        .containsExactly("docker.io/library/demo:1");
    used.add(image.id());
    store.remove("demo:1");
    assertThat(store.find("demo:1")).isEmpty();
    assertThat(layers()).isEqualTo(3);
    used.clear();
    store.remove("demo:2");
    assertThat(layers()).isZero();
  }

  private long layers() throws IOException {
    try (Stream<Path> layers = Files.list(directory.resolve("images/layers"))) {
      return layers.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)).count();
    }
  }

  @Test
  void remembersItsImages() throws IOException {
    Path file = directory.resolve("image.tar");
    image().dockerArchive(file, false, "demo:1");
    archive.load(file);
    ImageStore again = new ImageStore(directory.resolve("images"), false, Set::of);
    assertThat(again.content("demo:1").defaults().command()).containsExactly("/bin/sh");
    assertThat(again.list()).hasSize(1);
    assertThat(store.list()).hasSize(2);
    assertThat(store.find("k4j.local/host:any")).isPresent();
    assertThat(again.find("k4j.local/host:any")).isEmpty();
  }
}
