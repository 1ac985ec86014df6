package k4j.schema;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.schema.model.SchemaModel;
import k4j.schema.source.Assembly;
import k4j.schema.writer.DescriptionsWriter;
import k4j.schema.writer.KindsWriter;
import k4j.schema.writer.SchemaWriter;
import k4j.schema.writer.ViewWriter;

/// The schema compiler's main program: overlay and client artifacts in, compact schema and typed
/// views out. Does nothing when neither the overlay nor the compiler changed.
public final class Compiler {

  private Compiler() {}

  /// @param arguments the overlay's directory, and those for generated sources and resources
  public static void main(String[] arguments) throws IOException {
    compile(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), System.out);
  }

  private static void compile(Path overlay, Path sources, Path resources, PrintStream log)
      throws IOException {
    String fingerprint = Fingerprint.of(overlay);
    Path mark = resources.resolveSibling(resources.getFileName() + ".fingerprint");
    if (Files.exists(mark) && Files.readString(mark).equals(fingerprint)) {
      return;
    }
    SchemaModel schema = Assembly.read(overlay);
    var views = new ViewWriter(schema).views();
    views.put("k4j/api/Kinds.java", new KindsWriter(schema).kinds());
    Set<Path> written = new HashSet<>();
    for (var view : views.entrySet()) {
      Path file = sources.resolve(view.getKey());
      write(file, view.getValue().getBytes(StandardCharsets.UTF_8));
      written.add(file);
    }
    deleteOthers(sources, written);
    Path home = resources.resolve("k4j/api/schema");
    write(home.resolve("builtin.schema"), new SchemaWriter(schema).schema());
    write(home.resolve("builtin.descriptions"), DescriptionsWriter.descriptions(schema));
    Files.writeString(mark, fingerprint);
    log.println(
        "compiled " + schema.definitions().size() + " definitions, " + views.size() + " views");
  }

  /// Leaves a file alone that would not change, so that it is not compiled again.
  private static void write(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static void deleteOthers(Path directory, Set<Path> keep) throws IOException {
    List<Path> stale = new ArrayList<>();
    try (var files = Files.walk(directory)) {
      files.filter(f -> Files.isRegularFile(f) && !keep.contains(f)).forEach(stale::add);
    }
    for (Path file : stale) {
      Files.delete(file);
    }
  }
}
