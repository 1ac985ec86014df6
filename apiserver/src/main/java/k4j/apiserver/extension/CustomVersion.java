package k4j.apiserver.extension;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonObject;
import k4j.api.json.Layout;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Column;
import k4j.api.schema.Resource.Subresource;
import k4j.api.schema.ResourceName;
import k4j.api.schema.Type;
import k4j.apiserver.extension.rule.RuleTree;
import k4j.apiserver.extension.schema.SchemaTypes;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.storage.SelectableFields;
import org.jspecify.annotations.Nullable;

/// One version of a custom resource. Its schema is read when the first object of it is.
final class CustomVersion {

  private static final List<String> VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
  private static final List<String> VERBS_AT_THE_END =
      List.of("delete", "deletecollection", "get", "list", "watch");
  private static final List<String> BELOW = List.of("get", "patch", "update");
  private static final String COLUMN = "Custom resource definition column (in JSONPath format): ";

  private final CustomKind kind;
  private final int index;
  private final String name;
  private final String definitionName;
  private final String kindName;
  private final boolean isServed;
  private final List<String> warnings;
  private final Resource resource;
  private final Resource shown;
  private final ObjectType listType;
  private final Watches watches = new Watches();
  private volatile @Nullable Structural schema;
  private volatile @Nullable Compiled compiled;
  private volatile @Nullable ServedResource served;

  CustomVersion(CustomKind kind, JsonObject version, int index, ObjectType listMetadata) {
    this.kind = kind;
    this.index = index;
    name = version.string("name");
    definitionName = definitionName(kind, name);
    kindName = kind.group() + "/" + name + "/" + kind.kind();
    isServed = version.bool("served");
    JsonObject raw = version.object("schema").object("openAPIV3Schema");
    boolean open = isOpen(raw);
    var types = new SchemaTypes(kind.metadata());
    ObjectType type = types.root(definitionName(), this::schema, open);
    listType = listType(type, listMetadata);
    resource = resource(version, type, VERBS);
    shown = kind.terminating() ? resource(version, type, VERBS_AT_THE_END) : resource;
    warnings = warnings(version);
  }

  private static boolean isOpen(JsonObject schema) {
    return schema.bool("x-kubernetes-preserve-unknown-fields")
        || schema.object("properties").isEmpty();
  }

  private ObjectType listType(ObjectType type, ObjectType listMetadata) {
    var items = new Type.ListOf(type, Type.ListKind.ATOMIC, List.of());
    return new ObjectType(
        definitionName() + "List",
        false,
        () -> List.of(field("items", items), field("metadata", listMetadata)));
  }

  private static Field field(String name, Type type) {
    return new Field(
        name,
        type,
        false,
        0,
        List.of(),
        null,
        null,
        List.of(),
        Field.PatchStrategy.REPLACE,
        Field.Description.NONE);
  }

  /// `com.example.v1.Gadget`: the group reversed, the version and the kind.
  String definitionName() {
    return definitionName;
  }

  private static String definitionName(CustomKind kind, String version) {
    List<String> parts = List.of(kind.group().split("\\."));
    return String.join(".", parts.reversed()) + "." + version + "." + kind.kind();
  }

  /// The OpenAPI name of the lists.
  String listName() {
    return listType.name();
  }

  /// `apiVersion` and kind with a slash between them.
  String kindName() {
    return kindName;
  }

  private Resource resource(JsonObject version, ObjectType type, List<String> verbs) {
    JsonObject names = kind.names();
    var selectable = new ArrayList<String>(List.of("metadata.name"));
    if (kind.namespaced()) {
      selectable.add("metadata.namespace");
    }
    for (JsonObject field : version.array("selectableFields").objects()) {
      selectable.add(field.string("jsonPath").replaceFirst("^\\.", ""));
    }
    return new Resource(
        new ResourceName(kind.group(), name, kind.plural()),
        kind.kind(),
        names.string("singular"),
        kind.namespaced(),
        names.array("shortNames").strings(),
        names.array("categories").strings(),
        verbs,
        isServed,
        type,
        subresources(version),
        columns(version),
        selectable);
  }

  private List<Subresource> subresources(JsonObject version) {
    var result = new ArrayList<Subresource>();
    if (version.object("subresources").has("status")) {
      result.add(new Subresource("status", apiVersion() + "/" + kind.kind(), BELOW));
    }
    if (version.object("subresources").has("scale")) {
      result.add(new Subresource("scale", "autoscaling/v1/Scale", BELOW));
    }
    return result;
  }

  private List<Column> columns(JsonObject version) {
    var result = new ArrayList<Column>();
    result.add(new Column("Name", "string", "name", describe("name"), 0));
    for (JsonObject column : version.array("additionalPrinterColumns").objects()) {
      String path = column.string("jsonPath");
      String text = column.string("description");
      result.add(
          new Column(
              column.string("name"),
              column.string("type"),
              column.string("format"),
              text.isEmpty() ? COLUMN + path : text,
              (int) column.integer("priority"),
              path));
    }
    if (result.size() == 1) {
      String age = describe("creationTimestamp");
      result.add(new Column("Age", "date", "", age, 0, ".metadata.creationTimestamp"));
    }
    return result;
  }

  private String describe(String field) {
    Field known = kind.metadata().field(field);
    return known == null ? "" : known.description().text();
  }

  private List<String> warnings(JsonObject version) {
    if (!version.bool("deprecated")) {
      return List.of();
    }
    String own = version.string("deprecationWarning");
    return List.of(
        own.isEmpty() ? "%s/%s %s is deprecated".formatted(kind.group(), name, kind.kind()) : own);
  }

  CustomKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  String apiVersion() {
    return kind.group() + "/" + name;
  }

  boolean isServed() {
    return isServed;
  }

  Resource resource() {
    return resource;
  }

  /// As discovery shows it.
  Resource shown() {
    return shown;
  }

  ObjectType listType() {
    return listType;
  }

  /// What everybody who uses the version should hear.
  List<String> warnings() {
    return warnings;
  }

  Watches watches() {
    return watches;
  }

  /// As it stands in the definition.
  JsonObject json() {
    return kind.versionJson(index);
  }

  /// The schema of whole objects.
  Structural schema() {
    Structural known = schema;
    if (known == null) {
      JsonObject raw = json().object("schema").object("openAPIV3Schema");
      known = Structural.of(raw).asRoot();
      schema = known; // reading it twice gives the same, so no lock is needed
    }
    return known;
  }

  /// The compiled rules of the schema; null where it has none.
  @Nullable RuleTree rules() {
    Compiled known = compiled;
    if (known == null) {
      known = new Compiled(RuleTree.of(schema()));
      compiled = known; // compiling twice gives the same, so no lock is needed
    }
    return known.rules();
  }

  private record Compiled(@Nullable RuleTree rules) {}

  ServedResource served() {
    ServedResource known = served;
    if (known == null) {
      synchronized (this) {
        known = served == null ? make() : served;
        served = known;
      }
    }
    return known;
  }

  private ServedResource make() {
    var form = new CustomForm(this);
    var conversion = new CustomConversion(this);
    return new ServedResource(
        resource,
        form,
        new CustomStrategy(this),
        (kind.plural() + "." + kind.group()).toLowerCase(Locale.ROOT) + "/",
        Layout.SORTED,
        conversion,
        SelectableFields.plain(resource.fieldSelectors(), conversion));
  }
}
