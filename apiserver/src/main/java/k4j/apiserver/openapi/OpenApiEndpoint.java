package k4j.apiserver.openapi;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.apiserver.discovery.RemoteDiscovery;
import k4j.apiserver.discovery.RemoteDiscovery.RemoteVersion;
import k4j.apiserver.negotiation.MediaType;
import k4j.apiserver.openapi.Edition.Document;
import k4j.apiserver.openapi.path.ParameterTable;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;
import org.jspecify.annotations.Nullable;

/// Answers `/openapi/v2`, `/openapi/v3` and what is below. A document is made when first asked for
/// and kept deflated until the resources change; of a new one, only what has changed is made.
public final class OpenApiEndpoint implements Endpoint {

  static final String ROOT = "/openapi/v3";
  private static final String JSON = "application/json";

  /// The index comes as what Go's server takes it for.
  private static final String TEXT = "text/plain; charset=utf-8";

  /// The name with an `@`, which older clients ask for, is no media type that Go can read.
  private static final String OLD_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private static final String PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  private static final String NEVER = "Fri, 31 Dec 2100 23:59:59 GMT";

  private final Catalog catalog;
  private final String version;
  private final RemoteDiscovery remote;
  private final ReentrantLock lock = new ReentrantLock();
  private final MergedSecond merged = new MergedSecond();
  private @Nullable Edition edition;

  /// For a server that has no extensions.
  public OpenApiEndpoint(Catalog catalog, String version) {
    this(catalog, version, RemoteDiscovery.NONE);
  }

  /// @param version of Kubernetes, `v1.36.2`
  public OpenApiEndpoint(Catalog catalog, String version, RemoteDiscovery remote) {
    this.catalog = catalog;
    this.version = version;
    this.remote = remote;
  }

  @Override
  public Optional<Answer> answer(Call call) {
    String path = call.info().path();
    boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
    if (!reads || !path.startsWith("/openapi/")) {
      return Optional.empty();
    }
    if (path.equals("/openapi/v2") || path.equals("/openapi/v2/")) {
      return Optional.of(second(call));
    }
    if (path.equals(ROOT) || path.equals(ROOT + "/")) {
      return Optional.of(root());
    }
    return path.startsWith(ROOT + "/")
        ? Optional.of(third(call, path.substring(ROOT.length() + 1)))
        : Optional.empty();
  }

  /// What is read of the documents of the present.
  private <T> T read(Function<Edition, T> reader) {
    lock.lock();
    try {
      List<Resource> now = List.copyOf(catalog.resources());
      Edition known = edition;
      if (known == null || !known.isOf(now)) {
        ParameterTable table = known == null ? new ParameterTable() : known.table();
        known = new Edition(now, new Documents(catalog, version, table), known);
        edition = known;
      }
      return reader.apply(known);
    } finally {
      lock.unlock();
    }
  }

  private Answer second(Call call) {
    boolean protobuf = false;
    for (MediaType type : MediaType.parseAll(call.headers().all("accept"))) {
      if (type.name().equals(PROTOBUF) || type.name().equals(OLD_PROTOBUF)) {
        protobuf = true;
        break;
      }
      if (type.name().equals(JSON) || type.name().startsWith("*") || type.name().endsWith("/*")) {
        break;
      }
    }
    Document document = second(protobuf);
    return send(
        call, document, protobuf ? PROTOBUF : JSON, Map.of("Vary", "Accept-Encoding, Accept"));
  }

  private Document second(boolean protobuf) {
    List<JsonObject> others =
        remote.versions().stream()
            .filter(each -> !each.second().isEmpty())
            .sorted(
                Comparator.comparingInt(RemoteVersion::groupPriority)
                    .reversed()
                    .thenComparing(RemoteVersion::group)
                    .thenComparing(
                        Comparator.comparingInt(RemoteVersion::versionPriority).reversed())
                    .thenComparing(RemoteVersion::version))
            .map(RemoteVersion::second)
            .toList();
    if (others.isEmpty()) {
      return read(protobuf ? Edition::secondAsProtobuf : Edition::second);
    }
    return read(edition ->
        merged.of(edition.second(), protobuf ? edition.secondAsProtobuf() : null, others));
  }

  /// Names each document with its hash, by which clients keep them for good.
  private Answer root() {
    byte[] own = read(Edition::index);
    List<RemoteVersion> others =
        remote.versions().stream().filter(each -> !each.openApi().isEmpty()).toList();
    if (others.isEmpty()) {
      return new Answer.Raw(200, TEXT, own);
    }
    JsonObject index = JsonParser.parseObject(own);
    JsonObject paths = index.object("paths");
    for (RemoteVersion each : others) {
      JsonObject url = JsonObject.EMPTY.with("serverRelativeURL", each.openApi());
      paths = paths.with("apis/" + each.apiVersion(), url);
    }
    return new Answer.Raw(200, TEXT, JsonWriter.toBytes(index.with("paths", paths)));
  }

  private Answer third(Call call, String path) {
    String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Named found = read(edition -> new Named(edition.third(name), edition.hash(name)));
    Document document = found.document();
    if (document == null) {
      return new Answer.Raw(404, "", new byte[0]);
    }
    String current = found.hash();
    String asked = call.query().first("hash");
    if (asked.isEmpty()) {
      return send(call, document, JSON, Map.of("Vary", "Accept-Encoding, Accept"));
    }
    if (!asked.equals(current)) {
      String url = "%s/%s?hash=%s".formatted(ROOT, name, current);
      return new Answer.Raw(301, "text/html; charset=utf-8", new byte[0], Map.of("Location", url));
    }
    return send(
        call,
        document,
        JSON,
        Map.of(
            "Vary", "Accept-Encoding, Accept",
            "Cache-Control", "public, immutable",
            "Expires", NEVER));
  }

  /// A document of version 3 with the hash by which the index names it.
  private record Named(@Nullable Document document, String hash) {}

  private static Answer send(
      Call call, Document document, String contentType, Map<String, String> more) {
    String tag = '"' + document.hash() + '"';
    var headers = new TreeMap<>(more);
    headers.put("ETag", tag);
    if (call.headers().first("if-none-match").equals(tag)) {
      return new Answer.Raw(304, contentType, new byte[0], headers);
    }
    if (call.headers().first("accept-encoding").contains("gzip")) {
      headers.put("Content-Encoding", "gzip");
      return new Answer.Raw(200, contentType, document.gzip(), headers);
    }
    return new Answer.Raw(200, contentType, MergedSecond.inflated(document.gzip()), headers);
  }
}
