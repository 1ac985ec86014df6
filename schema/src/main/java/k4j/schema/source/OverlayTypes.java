package k4j.schema.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.schema.model.PackageModel;
import k4j.schema.model.Rules;

/// The overlay's `*.types` files: the definitions of each package and what the Java client does not
/// say about their fields.
///
/// ```
/// package io.k8s.api.apps.v1 apps/v1
/// DeploymentStatus
///   conditions list=map keys=type patch=merge merge=type
/// ```
///
/// @param definitions by OpenAPI name
public record OverlayTypes(List<PackageModel> packages, Map<String, Entry> definitions) {

  /// One definition of the overlay.
  public record Entry(PackageModel home, Rules rules, Map<String, Rules> fields) {}

  public static OverlayTypes read(Path directory) throws IOException {
    var packages = new ArrayList<PackageModel>();
    var definitions = new TreeMap<String, Entry>();
    try (var files = Files.newDirectoryStream(directory, "*.types")) {
      for (Path file : files) {
        PackageModel home = readFile(file, definitions);
        if (!packages.contains(home)) {
          packages.add(home);
        }
      }
    }
    packages.sort((a, b) -> a.openApi().compareTo(b.openApi()));
    return new OverlayTypes(List.copyOf(packages), definitions);
  }

  private static PackageModel readFile(Path file, Map<String, Entry> definitions)
      throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    PackageModel home = home(lines.getFirst());
    Map<String, Rules> fields = Map.of();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.strip().split(" ", -1);
      if (line.startsWith(" ")) {
        fields.put(words[0], rules(words, 1));
      } else {
        fields = new LinkedHashMap<>();
        definitions.put(home.openApi() + "." + words[0], new Entry(home, rules(words, 1), fields));
      }
    }
    return home;
  }

  private static PackageModel home(String line) {
    String[] words = line.split(" ", -1);
    String[] segments = words[1].split("\\.", -1);
    String name = segments[segments.length - 2] + "/" + segments[segments.length - 1];
    return new PackageModel(name, words[1], words.length > 2 ? words[2] : "");
  }

  /// Reads `name=value` words, where `~` stands for a blank; a bare word is an attribute without a
  /// value.
  static Rules rules(String[] words, int from) {
    var attributes = new LinkedHashMap<String, String>();
    for (int i = from; i < words.length; i++) {
      int sign = words[i].indexOf('=');
      attributes.put(
          sign < 0 ? words[i] : words[i].substring(0, sign),
          sign < 0 ? "" : words[i].substring(sign + 1).replace('~', ' '));
    }
    return new Rules(attributes);
  }
}
