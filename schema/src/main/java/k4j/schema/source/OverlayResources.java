package k4j.schema.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.schema.model.ResourceModel;
import k4j.schema.model.ResourceModel.Column;
import k4j.schema.model.ResourceModel.Subresource;
import k4j.schema.model.Rules;

/// The overlay's `resources` and `columns` files.
public final class OverlayResources {

  private OverlayResources() {}

  public static List<ResourceModel> read(Path directory) throws IOException {
    Map<String, List<Column>> columns = columns(lines(directory.resolve("columns")));
    return resources(lines(directory.resolve("resources"))).stream()
        .map(r -> r.withColumns(columns.getOrDefault(groupKind(r), List.of())))
        .toList();
  }

  private static String groupKind(ResourceModel resource) {
    int slash = resource.apiVersion().indexOf('/');
    return resource.apiVersion().substring(0, slash + 1) + resource.kind();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(l -> !l.isBlank() && !l.startsWith("#"))
        .toList();
  }

  private static List<ResourceModel> resources(List<String> lines) {
    var result = new ArrayList<ResourceModel>();
    String apiVersion = "";
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ", -1);
      if (words.length == 1) {
        apiVersion = words[0];
        continue;
      }
      var below = new ArrayList<Subresource>();
      while (i + 1 < lines.size() && lines.get(i + 1).startsWith(" ")) {
        i++;
        below.add(subresource(lines.get(i).strip().split(" ", -1), apiVersion, words[1]));
      }
      boolean namespaced = words[2].equals("namespaced");
      Rules rules = OverlayTypes.rules(words, 3);
      result.add(
          new ResourceModel(apiVersion, words[0], words[1], namespaced, rules, below, List.of()));
    }
    return result;
  }

  private static Subresource subresource(String[] words, String apiVersion, String parentKind) {
    Rules rules = OverlayTypes.rules(words, 1);
    String kind = rules.has("kind") ? rules.value("kind") : parentKind;
    return new Subresource(
        words[0], kind.contains("/") ? kind : apiVersion + "/" + kind, rules.values("verbs"));
  }

  private static Map<String, List<Column>> columns(List<String> lines) {
    var result = new LinkedHashMap<String, List<Column>>();
    List<Column> current = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(" ")) {
        String[] parts = line.strip().split(" \\| ", 5);
        current.add(
            new Column(
                parts[0],
                parts[1],
                parts[2].equals("-") ? "" : parts[2],
                parts[3].equals("wide"),
                parts.length > 4 ? parts[4] : ""));
      } else {
        current = new ArrayList<>();
        result.put(line, current);
      }
    }
    return result;
  }
}
