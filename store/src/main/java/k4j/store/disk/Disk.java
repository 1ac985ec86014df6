package k4j.store.disk;

import java.io.IOException;
import java.util.List;

/// One directory of files: the few operations whose order and durability the store relies on.
public interface Disk extends AutoCloseable {

  /// What a person calls a file, for messages.
  String describe(String name);

  List<String> list() throws IOException;

  /// Opens a file that exists.
  DiskFile open(String name) throws IOException;

  /// Creates a file that must not exist, readable by its owner only.
  DiskFile create(String name) throws IOException;

  /// Renames a file, in one step, over any that has the new name.
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /// Makes creations, renames and deletions durable.
  void force() throws IOException;

  /// Lets the directory go.
  @Override
  void close() throws IOException;
}
