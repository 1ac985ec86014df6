package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import k4j.store.Expectation;
import k4j.store.SnapshotResult;
import k4j.store.WatchResult;
import k4j.store.WatchSignal;
import k4j.store.Write;
import k4j.store.disk.CorruptStoreException;
import k4j.store.disk.Salvage;
import k4j.store.disk.StoreLockedException;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryTest {

  private final MovableClock clock = new MovableClock();

  @TempDir private Path directory;

  @Test
  void whatWasWrittenIsThereAgainWithItsHistory() throws IOException, InterruptedException {
    try (EmbeddedStore<String> store = open()) {
      store.commit(Write.create("a", "x"));
      store.commit(Write.replace("a", "y", 2));
      store.commit(Write.create("b", "z"));
    }
    try (EmbeddedStore<String> store = open()) {
      assertThat(store.revision()).isEqualTo(4);
      assertThat(store.snapshot().page("", "", 0).entries())
          .extracting(entry -> entry.value())
          .containsExactly("y@3", "z@4");
      assertThat(((SnapshotResult.Found<String>) store.snapshot(2)).snapshot().get("a").value())
          .isEqualTo("x@2");
      var watch = ((WatchResult.Started<String>) store.watch("", 3)).watch();
      assertThat(((WatchSignal.Put<String>) watch.next(Duration.ZERO)).entry().value())
          .isEqualTo("z@4");
    }
  }

  @Test
  void revisionsDoNotGoBackWhenTheLastWritesWereDeletes() throws IOException {
    for (int start = 0; start < 3; start++) {
      try (EmbeddedStore<String> store = open()) {
        assertThat(store.revision()).isEqualTo(1 + start * 200L);
        for (int i = 0; i < 100; i++) {
          store.commit(Write.create("k" + i, "x".repeat(500)));
        }
        for (int i = 0; i < 100; i++) {
          store.commit(new Write.Delete<>("k" + i, Expectation.ANY));
        }
        assertThat(store.snapshot().count("", "")).isZero();
      }
    }
  }

  @Test
  void snapshotsReplaceTheLog() throws IOException {
    try (EmbeddedStore<String> store = open()) {
      for (int i = 0; i < 1500; i++) {
        store.commit(new Write.Put<>("k" + i % 20, "x".repeat(500), Expectation.ANY));
      }
      Eventually.await("a snapshot replaces the log", () -> size() < 400_000);
    }
    assertThat(names()).filteredOn(name -> name.startsWith("snapshot-")).hasSize(2);
    try (EmbeddedStore<String> store = open()) {
      assertThat(store.revision()).isEqualTo(1501);
      assertThat(store.snapshot().count("", "")).isEqualTo(20);
    }
  }

  @Test
  void nobodyElseMayReadTheFiles() throws IOException {
    Path made = directory.resolve("some/where");
    try (EmbeddedStore<String> store = EmbeddedStore.open(made, Text.CODEC, settings())) {
      store.commit(Write.create("secret", "x"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(made)) {
        for (Path file : files.toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as(file.toString())
              .isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void aDirectoryHasOneStore() throws IOException {
    EmbeddedStore<String> store = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreLockedException.class)
        .hasMessage("%s is in use by process %d", directory, ProcessHandle.current().pid());
    store.commit(Write.create("a", "x"));
    store.close();
    open().close();
  }

  @Test
  void aDamagedStoreDoesNotOpenUntilItIsSalvaged() throws IOException {
    try (EmbeddedStore<String> store = open()) {
      store.commit(Write.create("a", "x"));
      store.commit(Write.create("b", "first"));
      store.commit(Write.create("c", "x"));
    }
    Path log = directory.resolve("log-0000000000000000002");
    byte[] content = Files.readAllBytes(log);
    int place = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("first");
    content[place] = 'F';
    Files.write(log, content, StandardOpenOption.WRITE);
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptStoreException.class)
        .hasMessageContaining(log + " is damaged at byte ");
    Salvage.Report report = Salvage.run(directory, Salvage.Keep.ALL_READABLE);
    assertThat(report.entries()).isEqualTo(2);
    try (EmbeddedStore<String> store = open()) {
      assertThat(store.snapshot().page("", "", 0).entries())
          .extracting(entry -> entry.key())
          .containsExactly("a", "c");
      assertThat(store.revision()).isEqualTo(report.revision());
    }
    assertThat(names()).contains("before-%019d-%s".formatted(report.revision(), log.getFileName()));
  }

  private long size() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private EmbeddedStore<String> open() throws IOException {
    return EmbeddedStore.open(directory, Text.CODEC, settings());
  }

  private StoreSettings settings() {
    return new StoreSettings(StoreSettings.Retention.DEFAULT, 50_000, 100_000, clock, clock);
  }
}
