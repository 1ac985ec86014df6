package k4j.cri.embedded.stats;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import k4j.cri.image.FilesystemUsage;

/// What the files of a directory take on the disk.
final class DiskUsage {
  private DiskUsage() {}

  static FilesystemUsage of(Path directory, Instant now) {
    LongAdder bytes = new LongAdder();
    LongAdder files = new LongAdder();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes.add(attributes.isRegularFile() ? attributes.size() : 0);
              files.increment();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path path, @org.jspecify.annotations.Nullable IOException gone) {
              files.increment();
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException _) {
      return new FilesystemUsage(now, directory.toString(), bytes.sum(), files.sum());
    }
    return new FilesystemUsage(now, directory.toString(), bytes.sum(), files.sum());
  }
}
