package k4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the source tree and tells where it breaks the limits of our conventions. The limits only
/// go down; an exception is a split, not a suppression.
public final class Tidy {

  private static final int FILE_LINES = 400;
  private static final int TEST_FILE_LINES = 800;
  private static final int METHOD_LINES = 70;
  private static final int COLUMNS = 100;
  private static final int FILES_A_PACKAGE = 20;

  private static final Pattern BAD_NAME =
      Pattern.compile(
          ".*(Utils?|Helpers?|Impl)\\.java|(?!Controller)\\w+Manager\\.java|(Abstract|Base)[A-Z].*\\.java");
  private static final Pattern BAD_PACKAGE = Pattern.compile(".*/(common|utils?|core|misc)");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
  private static final Pattern METHOD_START =
      Pattern.compile("^( {2}| {4})[^ /*@}].*\\) (throws [\\w., ]+ )?\\{$");
  private static final Pattern TYPE_START =
      Pattern.compile(".*\\b(class|record|enum|interface) .*");

  private final Path root;
  private final List<String> findings = new ArrayList<>();

  private Tidy(Path root) {
    this.root = root;
  }

  /// Every breach, one text each: `path:line: what`.
  ///
  /// @param root the folder with the modules
  public static List<String> findings(Path root) throws IOException {
    var tidy = new Tidy(root);
    List<Path> files = tidy.sources();
    for (Path file : files) {
      tidy.file(file);
    }
    tidy.packages(files);
    return List.copyOf(tidy.findings);
  }

  private List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      var files = new ArrayList<Path>();
      for (Path module : modules.sorted().toList()) {
        Path source = module.resolve("src");
        if (Files.isDirectory(source)) {
          try (Stream<Path> tree = Files.walk(source)) {
            tree.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
          }
        }
      }
      return files;
    }
  }

  private void file(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    boolean test = file.toString().contains("/src/test/");
    int limit = test ? TEST_FILE_LINES : FILE_LINES;
    if (lines.size() > limit) {
      find(file, lines.size(), "has %d lines; the limit is %d".formatted(lines.size(), limit));
    }
    if (BAD_NAME.matcher(String.valueOf(file.getFileName())).matches()) {
      find(file, 1, "is named for nothing it does");
    }
    int methodFrom = -1;
    String methodEnd = "";
    boolean textBlock = false; // what a program says is as wide as it is
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      textBlock ^= line.split("\"\"\"", -1).length % 2 == 0;
      boolean code = !textBlock && !line.startsWith("import ") && !line.contains("\"");
      if (line.length() > COLUMNS && code) {
        find(file, i + 1, "is wider than %d columns".formatted(COLUMNS));
      }
      if (UNFINISHED.matcher(line).find() && !file.endsWith("Tidy.java")) {
        find(file, i + 1, "is unfinished");
      }
      var start = METHOD_START.matcher(line);
      if (methodFrom < 0 && start.matches() && !TYPE_START.matcher(line).matches()) {
        methodFrom = i;
        methodEnd = start.group(1) + "}";
      } else if (methodFrom >= 0 && line.equals(methodEnd)) {
        int length = i - methodFrom + 1;
        if (length > METHOD_LINES && !test) {
          find(
              file,
              methodFrom + 1,
              "begins a method of %d lines; the limit is %d".formatted(length, METHOD_LINES));
        }
        methodFrom = -1;
      }
    }
  }

  private void packages(List<Path> files) {
    Map<Path, Long> counts =
        files.stream()
            .filter(file -> file.toString().contains("/src/main/"))
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
    counts.forEach((folder, count) -> {
      if (count > FILES_A_PACKAGE) {
        find(folder, 0, "has %d files; the limit is %d".formatted(count, FILES_A_PACKAGE));
      }
      if (BAD_PACKAGE.matcher(folder.toString()).matches()) {
        find(folder, 0, "is named for nothing it does");
      }
    });
  }

  private void find(Path place, int line, String what) {
    String where = root.relativize(place) + (line > 0 ? ":" + line : "");
    findings.add(where + " " + what);
  }
}
