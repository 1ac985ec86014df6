package k4j.schema.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import k4j.schema.model.DefinitionModel;
import k4j.schema.model.FieldModel;
import k4j.schema.model.PackageModel;
import k4j.schema.model.Rules;
import k4j.schema.model.SchemaModel;
import k4j.schema.model.TypeModel;
import k4j.schema.source.ClientModels.Member;
import org.jspecify.annotations.Nullable;

/// Puts together what the client's models, its descriptors and the overlay say.
public final class Assembly {

  private final OverlayTypes overlay;
  private final ClientModels models;
  private final ClientNumbers numbers;
  private final OverlayTexts texts;
  private final OverlayStructs structs;
  private final TypeWords words;

  private Assembly(Path directory) throws IOException {
    overlay = OverlayTypes.read(directory);
    models = new ClientModels(overlay);
    numbers = new ClientNumbers();
    texts = OverlayTexts.read(directory.resolve("descriptions"));
    structs = OverlayStructs.read(directory.resolve("structs"));
    words = new TypeWords(overlay);
  }

  public static SchemaModel read(Path overlayDirectory) throws IOException {
    if (!Files.isDirectory(overlayDirectory)) {
      throw new IOException("no overlay at " + overlayDirectory);
    }
    var assembly = new Assembly(overlayDirectory);
    return new SchemaModel(
        assembly.overlay.packages(),
        assembly.definitions(),
        OverlayResources.read(overlayDirectory),
        assembly.texts.others(assembly.overlay.definitions().keySet()));
  }

  private SortedMap<String, DefinitionModel> definitions() {
    var result = new TreeMap<String, DefinitionModel>();
    overlay.definitions().forEach((name, entry) -> result.put(name, definition(name, entry)));
    return result;
  }

  private DefinitionModel definition(String name, OverlayTypes.Entry entry) {
    Map<String, Member> members = models.members(name);
    Set<String> names = new TreeSet<>(members.keySet());
    names.addAll(entry.fields().keySet());
    Map<String, List<Integer>> known = numbers.of(protobufName(entry.home(), name), names);
    List<FieldModel> fields = new ArrayList<>();
    for (Map.Entry<String, String> each : structs.of(name, names).entrySet()) {
      String field = each.getKey();
      Rules rules = entry.fields().getOrDefault(field, Rules.NONE);
      Member member = members.get(field);
      String clientText = member == null ? "" : member.description();
      fields.add(
          new FieldModel(
              field,
              type(name + "." + field, entry.home(), rules, member),
              rules.has("required") || (member != null && member.required()),
              numbers(rules, known.getOrDefault(field, List.of())),
              each.getValue(),
              rules,
              texts.field(name, field, clientText)));
    }
    String text = texts.definition(name, models.description(name));
    return new DefinitionModel(entry.home(), name, entry.rules(), text, fields);
  }

  private static String protobufName(PackageModel home, String definition) {
    return home.protobuf() + definition.substring(home.openApi().length());
  }

  private TypeModel type(String where, PackageModel home, Rules rules, @Nullable Member member) {
    if (rules.has("type")) {
      return words.type(rules.value("type"), home);
    }
    if (member == null) {
      throw new IllegalStateException("the overlay gives no type to " + where);
    }
    return member.type();
  }

  private static List<Integer> numbers(Rules rules, List<Integer> known) {
    return rules.has("number")
        ? Arrays.stream(rules.value("number").split("\\.")).map(Integer::valueOf).toList()
        : known;
  }
}
