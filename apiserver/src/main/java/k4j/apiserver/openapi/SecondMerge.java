package k4j.apiserver.openapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// The document of version 2 with what extension API servers add to it (kube-openapi,
/// `aggregator`). Where two have a path, the first one's stays; of definitions and parameters that
/// differ the second one's are renamed.
public final class SecondMerge {

  private static final String KINDS = "x-kubernetes-group-version-kind";
  private static final List<String> SECTIONS = List.of("definitions", "parameters");
  private static final String PATHS = "paths";

  private final JsonObject own;
  private final Map<String, Map<String, Json>> sections = new HashMap<>();
  private final Map<String, Map<String, JsonObject>> added = new HashMap<>();

  SecondMerge(JsonObject own) {
    this.own = own;
    for (String section : List.of(PATHS, "definitions", "parameters")) {
      var entries = new TreeMap<String, Json>();
      own.object(section).forEach(entries::put);
      sections.put(section, entries);
      added.put(section, new LinkedHashMap<>());
    }
  }

  /// What a document says of the paths that begin so: without definitions that only others needed.
  public static JsonObject below(JsonObject document, String prefix) {
    return filtered(document, path -> path.startsWith(prefix));
  }

  private static JsonObject filtered(JsonObject document, Predicate<String> kept) {
    var paths = JsonObject.builder();
    document
        .object(PATHS)
        .forEach((path, item) -> {
          if (kept.test(path)) {
            paths.put(path, item);
          }
        });
    Set<String> before = definitions(document);
    JsonObject left = document.with(PATHS, paths.build());
    Set<String> after = definitions(left);
    var definitions = JsonObject.builder();
    document
        .object("definitions")
        .forEach((name, definition) -> {
          if (after.contains(name) || !before.contains(name)) {
            definitions.put(name, definition);
          }
        });
    return left.with("definitions", definitions.build());
  }

  /// The definitions that are reached from paths, parameters and responses.
  private static Set<String> definitions(JsonObject document) {
    var found = new HashSet<String>();
    var open = new ArrayList<Json>();
    for (String section : List.of(PATHS, "parameters", "responses")) {
      open.add(document.object(section));
    }
    while (!open.isEmpty()) {
      var names = new HashSet<String>();
      open.forEach(json -> references(json, names));
      open.clear();
      for (String name : names) {
        if (found.add(name)) {
          open.add(document.object("definitions").object(name));
        }
      }
    }
    return found;
  }

  private static void references(Json json, Set<String> names) {
    switch (json) {
      case JsonObject object ->
          object.forEach((name, value) -> {
            if (name.equals("$ref") && value instanceof JsonString text) {
              String start = "#/definitions/";
              if (text.value().startsWith(start)) {
                names.add(text.value().substring(start.length()));
              }
            } else {
              references(value, names);
            }
          });
      case JsonArray array -> array.stream().forEach(each -> references(each, names));
      case Json _ -> {}
    }
  }

  /// Adds what another document has and the ones before have not.
  void add(JsonObject other) {
    Collection<String> known = section(PATHS).keySet();
    List<String> fresh =
        other.object(PATHS).names().stream().filter(path -> !known.contains(path)).toList();
    if (fresh.isEmpty()) {
      return;
    }
    JsonObject source =
        fresh.size() < other.object(PATHS).size()
            ? filtered(other, path -> !known.contains(path))
            : other;
    for (String section : SECTIONS) {
      source = renamed(source, section, renames(source.object(section), section(section)));
    }
    for (String section : SECTIONS) {
      source.object(section).forEach((name, value) -> put(section, name, value));
    }
    source.object(PATHS).forEach((path, item) -> put(PATHS, path, item));
  }

  private Map<String, Json> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }

  private void put(String section, String name, Json value) {
    Map<String, Json> entries = section(section);
    Json before = entries.get(name);
    Json now = before == null ? value : withKinds(before, value);
    if (!now.equals(before) && now instanceof JsonObject object) {
      entries.put(name, now);
      added.getOrDefault(section, new HashMap<>()).put(name, object);
    }
  }

  /// The first with the kinds of both.
  private static Json withKinds(Json first, Json second) {
    if (!(first instanceof JsonObject one) || !(second instanceof JsonObject other)) {
      return first;
    }
    var kinds = new ArrayList<Json>(one.array(KINDS).stream().toList());
    other.array(KINDS).stream().filter(each -> !kinds.contains(each)).forEach(kinds::add);
    return kinds.isEmpty() ? first : one.with(KINDS, JsonArray.of(kinds));
  }

  private static boolean same(@Nullable Json one, Json other) {
    return (one instanceof JsonObject first && other instanceof JsonObject second)
        ? first.without(KINDS).equals(second.without(KINDS))
        : other.equals(one);
  }

  /// New names for what is called as something else is already.
  private static Map<String, String> renames(JsonObject source, Map<String, Json> known) {
    var renames = new HashMap<String, String>();
    var taken = new HashSet<>(known.keySet());
    source.forEach((name, value) -> {
      if (!known.containsKey(name) || same(known.get(name), value)) {
        return;
      }
      int number = 2;
      String next = name + "_v2";
      while ((taken.contains(next) || source.has(next)) && !same(known.get(next), value)) {
        number++;
        next = name + "_v" + number;
      }
      renames.put(name, next);
      taken.add(next);
    });
    return renames;
  }

  private static JsonObject renamed(
      JsonObject source, String section, Map<String, String> renames) {
    if (renames.isEmpty()) {
      return source;
    }
    var references = new HashMap<String, String>();
    renames.forEach((from, to) ->
        references.put("#/%s/%s".formatted(section, from), "#/%s/%s".formatted(section, to)));
    if (!(replaced(source, references) instanceof JsonObject changed)) {
      return source;
    }
    var entries = JsonObject.builder();
    changed
        .object(section)
        .forEach((name, value) -> entries.put(renames.getOrDefault(name, name), value));
    return changed.with(section, entries.build());
  }

  private static Json replaced(Json json, Map<String, String> references) {
    return switch (json) {
      case JsonObject object -> {
        var out = JsonObject.builder();
        object.forEach((name, value) -> {
          String to =
              name.equals("$ref") && value instanceof JsonString text
                  ? references.get(text.value())
                  : null;
          out.put(name, to == null ? replaced(value, references) : Json.of(to));
        });
        yield out.build();
      }
      case JsonArray array ->
          JsonArray.of(array.stream().map(each -> replaced(each, references)).toList());
      case Json other -> other;
    };
  }

  /// The whole document.
  JsonObject json() {
    JsonObject out = own;
    for (var section : sections.entrySet()) {
      out = out.with(section.getKey(), JsonObject.of(section.getValue()));
    }
    return out;
  }

  /// What the protobuf form of the document must go on with.
  List<byte[]> protobuf() {
    var pieces = new ArrayList<byte[]>();
    added
        .getOrDefault("definitions", Map.of())
        .forEach((name, schema) -> pieces.add(SecondProtobuf.definition(name, schema)));
    added
        .getOrDefault("parameters", Map.of())
        .forEach((name, one) -> pieces.add(SecondProtobuf.sharedParameter(name, one)));
    added
        .getOrDefault(PATHS, Map.of())
        .forEach((path, item) -> pieces.add(SecondProtobuf.path(path, item)));
    return pieces;
  }
}
