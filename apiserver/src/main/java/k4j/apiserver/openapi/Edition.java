package k4j.apiserver.openapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.schema.Resource;
import k4j.apiserver.discovery.EntityTag;
import k4j.apiserver.openapi.Part.Form;
import k4j.apiserver.openapi.path.ParameterTable;
import org.jspecify.annotations.Nullable;

/// The documents of one state of the catalog, made from the parts of its resources. What an earlier
/// state had of the same resources is taken over. Not for several threads at once.
final class Edition {

  private static final String SCHEMES = "\"securitySchemes\":" + Security.definition() + ",";

  private final Documents documents;
  private final List<Resource> resources;
  private final List<Resource> builtin;
  private final IdentityHashMap<Resource, Part> customs = new IdentityHashMap<>();
  private final Part builtinPart;
  private final Map<Boolean, Part> shared;
  private final Map<String, Third> thirds = new HashMap<>();
  private @Nullable Document second;
  private @Nullable Document secondAsProtobuf;

  /// A document, deflated.
  static final class Document {
    private final byte[] gzip;
    private final String hash;

    Document(byte[] gzip) {
      this.gzip = gzip;
      hash = EntityTag.hash(gzip);
    }

    byte[] gzip() {
      return gzip;
    }

    String hash() {
      return hash;
    }
  }

  /// A document of version 3: what it is about, what changes with its content, and it, if made.
  private static final class Third {
    final List<Resource> resources;
    final String hash;
    @Nullable Document document;

    Third(List<Resource> resources, String hash) {
      this.resources = resources;
      this.hash = hash;
    }
  }

  /// @param before an earlier state, if there was one
  Edition(List<Resource> resources, Documents documents, @Nullable Edition before) {
    this.resources = resources;
    this.documents = documents;
    builtin = documents.builtin();
    builtinPart =
        before != null && before.builtin.equals(builtin) ? before.builtinPart : documents.part();
    shared = before == null ? new HashMap<>() : before.shared;
    for (Resource resource : documents.customs()) {
      Part known = before == null ? null : before.customs.get(resource);
      customs.put(resource, known == null ? documents.part(resource) : known);
    }
    for (String name : documents.names()) {
      List<Resource> about = documents.resources(name);
      Third known = before == null ? null : before.thirds.get(name);
      boolean same = known != null && known.resources.equals(about);
      thirds.put(name, same ? known : new Third(about, documents.hash(name)));
    }
  }

  boolean isOf(List<Resource> now) {
    return resources.equals(now);
  }

  ParameterTable table() {
    return documents.table();
  }

  /// The part of a custom resource.
  private Part part(Resource resource) {
    return Objects.requireNonNull(customs.get(resource));
  }

  private List<Piece> pieces(List<Part> parts, Form form) {
    return parts.stream().map(part -> part.piece(form)).toList();
  }

  /// All parts, first that of the built-in resources.
  private List<Part> all() {
    var parts = new ArrayList<Part>();
    parts.add(builtinPart);
    documents.customs().forEach(resource -> parts.add(part(resource)));
    return parts;
  }

  /// The one document of version 2.
  Document second() {
    Document known = second;
    if (known == null) {
      var out = new Joined().add(documents.secondHead()).add(",\"definitions\":{");
      out.addAll(pieces(all(), Form.SECOND_DEFINITIONS), Documents.COMMA).add("},\"paths\":{");
      out.addAll(pieces(all(), Form.SECOND_PATHS), Documents.COMMA).add("}}");
      known = new Document(out.gzip());
      second = known;
    }
    return known;
  }

  /// As above, as a message of the protobuf form that kubectl reads.
  Document secondAsProtobuf() {
    Document known = secondAsProtobuf;
    if (known == null) {
      var out = new Joined().add(documents.secondProtobufHead());
      pieces(all(), Form.SECOND_PROTOBUF).forEach(out::add);
      known = new Document(out.gzip());
      secondAsProtobuf = known;
    }
    return known;
  }

  /// Names each document of version 3 with its hash.
  byte[] index() {
    var paths = JsonObject.builder();
    for (String name : documents.names()) {
      String url = "%s/%s?hash=%s".formatted(OpenApiEndpoint.ROOT, name, hash(name));
      paths.put(name, JsonObject.EMPTY.with("serverRelativeURL", url));
    }
    return JsonWriter.toBytes(JsonObject.EMPTY.with("paths", paths.build()));
  }

  /// By which clients know whether they have a document; empty where there is no such document.
  String hash(String name) {
    Third third = thirds.get(name);
    return third == null ? "" : third.hash;
  }

  /// A document of version 3; null where there is none of the name.
  @Nullable Document third(String name) {
    Third third = thirds.get(name);
    if (third == null) {
      return null;
    }
    Document known = third.document;
    if (known == null) {
      known = new Document(thirdGzip(name, third.resources));
      third.document = known;
    }
    return known;
  }

  private byte[] thirdGzip(String name, List<Resource> about) {
    var parts = new ArrayList<Part>();
    documents.part(name).ifPresent(parts::add);
    about.stream().filter(documents::isCustom).forEach(resource -> parts.add(part(resource)));
    var definitions = new ArrayList<>(parts);
    boolean custom = !about.isEmpty() && about.stream().allMatch(documents::isCustom);
    if (custom) {
      definitions.add(shared.computeIfAbsent(isScaled(about), documents::shared));
    }
    var out = new Joined().add(documents.thirdHead(custom)).add(",\"paths\":{");
    out.addAll(pieces(parts, Form.THIRD_PATHS), Documents.COMMA).add("},\"components\":{");
    out.add(custom ? "" : SCHEMES).add("\"schemas\":{");
    return out.addAll(pieces(definitions, Form.THIRD_DEFINITIONS), Documents.COMMA)
        .add("}}}")
        .gzip();
  }

  private static boolean isScaled(List<Resource> about) {
    return about.stream()
        .flatMap(resource -> resource.subresources().stream())
        .anyMatch(below -> below.name().equals("scale"));
  }
}
