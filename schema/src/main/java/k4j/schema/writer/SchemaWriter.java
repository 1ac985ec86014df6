package k4j.schema.writer;

import java.util.ArrayList;
import java.util.List;
import k4j.schema.model.DefinitionModel;
import k4j.schema.model.FieldModel;
import k4j.schema.model.PackageModel;
import k4j.schema.model.ResourceModel;
import k4j.schema.model.Rules;
import k4j.schema.model.SchemaModel;
import k4j.schema.model.TypeModel;

/// Writes the compact schema that `k4j.api.schema.BuiltinCatalog` reads: texts, an index of
/// definitions, packages, resources, then the definitions' fields, each found by its offset.
public final class SchemaWriter {

  private static final int LIST = 32;
  private static final int MAP = 33;
  private static final int REFERENCE = 34;
  private static final int ANYTHING = 35;

  private final SchemaModel schema;
  private final Bytes.Texts texts = new Bytes.Texts();
  private final List<String> names;

  public SchemaWriter(SchemaModel schema) {
    this.schema = schema;
    names = List.copyOf(schema.definitions().keySet());
  }

  public byte[] schema() {
    var fields = new Bytes(texts);
    List<Integer> offsets = new ArrayList<>();
    for (DefinitionModel definition : schema.definitions().values()) {
      offsets.add(fields.size());
      fields.number(definition.fields().size());
      definition.fields().forEach(f -> field(f, fields));
    }
    var head = new Bytes(texts);
    packages(head);
    resources(head);
    var index = new Bytes(texts);
    index(offsets, index);
    return new Bytes(texts)
        .raw(texts.encoded())
        .fixed(names.size())
        .raw(index.array())
        .fixed(head.size())
        .raw(head.array())
        .raw(fields.array())
        .array();
  }

  private void packages(Bytes out) {
    out.number(schema.packages().size());
    for (PackageModel one : schema.packages()) {
      out.text(one.openApi()).text(one.apiVersion());
    }
  }

  /// Three numbers of fixed size for each definition, by name: its name, its flags, where its
  /// fields are.
  private void index(List<Integer> offsets, Bytes out) {
    int i = 0;
    for (DefinitionModel definition : schema.definitions().values()) {
      boolean atomic = definition.rules().value("map").equals("atomic");
      boolean hidden = definition.rules().has("hidden");
      out.fixed(texts.id(definition.name())).fixed((atomic ? 1 : 0) | (hidden ? 2 : 0));
      out.fixed(offsets.get(i++));
    }
  }

  private void field(FieldModel field, Bytes out) {
    Rules rules = field.rules();
    boolean patched = rules.has("patch") || rules.has("merge");
    boolean embedded = field.numbers().size() > 1;
    int flags =
        (field.required() ? 1 : 0)
            | (rules.has("default") ? 2 : 0)
            | (rules.has("enum") ? 4 : 0)
            | (patched ? 8 : 0)
            | (embedded ? 16 : 0)
            | (field.zero().isEmpty() ? 0 : 32);
    out.text(field.name()).number(flags);
    type(field.type(), rules, out);
    out.number(field.numbers().isEmpty() ? 0 : field.numbers().getLast());
    if (embedded) {
      List<Integer> within = field.numbers().subList(0, field.numbers().size() - 1);
      out.number(within.size());
      within.forEach(out::number);
    }
    if (!field.zero().isEmpty()) {
      out.text(field.zero());
    }
    if (rules.has("default")) {
      out.text(rules.value("default"));
    }
    if (rules.has("enum")) {
      out.texts(rules.values("enum"));
    }
    if (patched) {
      List<String> strategy = rules.values("patch");
      out.number((strategy.contains("merge") ? 1 : 0) | (strategy.contains("retainKeys") ? 2 : 0));
      out.text(rules.value("merge"));
    }
  }

  private void type(TypeModel type, Rules rules, Bytes out) {
    switch (type) {
      case TypeModel.Scalar scalar -> out.number(scalar.name().code());
      case TypeModel.ListOf list -> {
        out.number(LIST).number(listKind(rules.value("list"))).texts(rules.values("keys"));
        type(list.element(), Rules.NONE, out);
      }
      case TypeModel.MapOf map -> {
        out.number(MAP).number(rules.value("map").equals("atomic") ? 1 : 0);
        type(map.value(), Rules.NONE, out);
      }
      case TypeModel.Reference reference -> {
        boolean atomic = rules.value("map").equals("atomic");
        out.number(REFERENCE).number(names.indexOf(reference.definition()) << 1 | (atomic ? 1 : 0));
      }
      case TypeModel.Anything anything -> out.number(ANYTHING).text(anything.definition());
    }
  }

  private static int listKind(String word) {
    return switch (word) {
      case "set" -> 1;
      case "map" -> 2;
      default -> 0;
    };
  }

  private void resources(Bytes out) {
    out.number(schema.resources().size());
    for (ResourceModel resource : schema.resources()) {
      DefinitionModel kind = schema.kind(resource.apiVersion(), resource.kind()).orElseThrow();
      out.text(resource.apiVersion()).text(resource.plural()).text(resource.kind());
      out.text(resource.singular());
      out.number((resource.namespaced() ? 1 : 0) | (resource.enabled() ? 2 : 0));
      Rules rules = resource.rules();
      out.texts(rules.values("short")).texts(rules.values("categories"));
      out.texts(verbs(rules)).number(names.indexOf(kind.name()));
      out.number(resource.subresources().size());
      for (ResourceModel.Subresource below : resource.subresources()) {
        out.text(below.name()).text(below.kind()).texts(below.verbs());
      }
      out.number(resource.columns().size());
      for (ResourceModel.Column column : resource.columns()) {
        out.text(column.name()).text(column.type()).text(column.format());
        out.text(description(column)).number(column.wide() ? 1 : 0);
      }
      out.texts(selectors(rules));
    }
  }

  private static List<String> verbs(Rules rules) {
    return rules.has("verbs")
        ? rules.values("verbs")
        : List.of(
            "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  }

  private static List<String> selectors(Rules rules) {
    return rules.has("select")
        ? rules.values("select")
        : List.of("metadata.name", "metadata.namespace");
  }

  /// A column may quote the description of a field: `@core/v1.PodSpec nodeName`.
  private String description(ResourceModel.Column column) {
    if (!column.description().startsWith("@")) {
      return column.description();
    }
    String[] words = column.description().substring(1).split(" ", -1);
    int dot = words[0].indexOf('.');
    PackageModel home =
        schema.packages().stream()
            .filter(p -> p.name().equals(words[0].substring(0, dot)))
            .findFirst()
            .orElseThrow();
    return schema
        .definition(home.openApi() + words[0].substring(dot))
        .field(words[1])
        .orElseThrow()
        .description();
  }
}
