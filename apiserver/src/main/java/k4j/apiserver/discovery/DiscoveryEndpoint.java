package k4j.apiserver.discovery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.api.schema.Catalog;
import k4j.apiserver.discovery.RemoteDiscovery.RemoteVersion;
import k4j.apiserver.negotiation.MediaType;
import k4j.apiserver.negotiation.RouteForms;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// Answers `/api`, `/apis` and what is below them down to a version.
public final class DiscoveryEndpoint implements Endpoint {

  private static final Set<String> JSON = Set.of("application/json", "application/*", "*/*");

  private final Catalog catalog;
  private final String address;
  private final RemoteDiscovery remote;

  /// For a server that has no extensions.
  ///
  /// @param address where clients reach the server, `host:port`
  public DiscoveryEndpoint(Catalog catalog, String address) {
    this(catalog, address, RemoteDiscovery.NONE);
  }

  public DiscoveryEndpoint(Catalog catalog, String address, RemoteDiscovery remote) {
    this.catalog = catalog;
    this.address = address;
    this.remote = remote;
  }

  @Override
  public Optional<Answer> answer(Call call) {
    String path = call.info().path();
    if (call.info().isResource() || !(path.startsWith("/api/") || path.startsWith("/apis/"))) {
      boolean root = path.equals("/api") || path.equals("/apis");
      if (root) {
        checkRoute(call, path.equals("/api"));
      }
      return root ? Optional.of(root(call, path)) : Optional.empty();
    }
    String[] parts = path.replaceFirst("^/+", "").replaceFirst("/+$", "").split("/+", -1);
    checkRoute(call, parts.length > 2 || parts[0].equals("api"));
    return Optional.of(
        switch (parts.length) {
          case 1 -> root(call, "/" + parts[0]);
          case 2 -> parts[0].equals("api") ? resources("", parts[1]) : object(group(parts[1]));
          default -> resources(parts[1], parts[2]);
        });
  }

  /// The lists of groups are served without looking at methods.
  ///
  /// @param routed whether the path is one of those that have routes
  private static void checkRoute(Call call, boolean routed) {
    if (!routed) {
      return;
    }
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      throw StatusException.methodNotAllowed();
    }
    RouteForms.check(call.headers(), RouteForms.OBJECTS, "");
  }

  private Answer root(Call call, String path) {
    List<ServedGroup> groups = ServedGroup.of(catalog);
    boolean core = path.equals("/api");
    List<RemoteVersion> others = core ? List.of() : remote.versions();
    if (!others.isEmpty()) {
      MergedDiscovery merged = MergedDiscovery.of(groups, others);
      return wantsAggregated(call) ? aggregated(call, merged.aggregated()) : object(merged.old());
    }
    if (wantsAggregated(call)) {
      List<ServedGroup> shown =
          groups.stream().filter(group -> group.name().isEmpty() == core).toList();
      return aggregated(call, AggregatedDiscovery.document(shown));
    }
    return object(core ? OldDiscovery.versions(address) : OldDiscovery.groups(groups));
  }

  private static Answer object(JsonObject tree) {
    return new Answer.One(200, tree);
  }

  /// Whether the first form that the client accepts and the server has is the aggregated one. The
  /// beta form went with 1.35.
  private static boolean wantsAggregated(Call call) {
    for (MediaType type : MediaType.parseAll(call.headers().all("accept"))) {
      if (JSON.contains(type.name())) {
        if (type.parameter("as").isEmpty()) {
          return false;
        }
        if (type.parameter("as").equals("APIGroupDiscoveryList")
            && type.parameter("g").equals("apidiscovery.k8s.io")
            && type.parameter("v").equals("v2")) {
          return true;
        }
      }
    }
    return false;
  }

  private static Answer aggregated(Call call, JsonObject document) {
    byte[] body = JsonWriter.toBytes(document, AggregatedDiscovery.ORDER);
    String tag = '"' + EntityTag.hash(body) + '"';
    Map<String, String> headers = Map.of("ETag", tag, "Vary", "Accept", "Cache-Control", "public");
    return call.headers().first("if-none-match").equals(tag)
        ? new Answer.Raw(304, AggregatedDiscovery.CONTENT_TYPE, new byte[0], headers)
        : new Answer.Raw(200, AggregatedDiscovery.CONTENT_TYPE, body, headers);
  }

  private JsonObject group(String name) {
    List<RemoteVersion> others = remote.versions();
    if (others.stream().anyMatch(each -> each.group().equals(name))) {
      return MergedDiscovery.of(ServedGroup.of(catalog), others).old(name);
    }
    return ServedGroup.of(catalog).stream()
        .filter(group -> !group.name().isEmpty() && group.name().equals(name))
        .findFirst()
        .map(OldDiscovery::group)
        .orElseThrow(StatusException::noSuchPath);
  }

  private Answer resources(String group, String version) {
    return ServedGroup.of(catalog).stream()
        .filter(served -> served.name().equals(group))
        .flatMap(served -> served.versions().stream())
        .filter(served -> served.name().equals(version))
        .findFirst()
        .map(served -> object(OldDiscovery.resources(served)))
        .orElseThrow(StatusException::noSuchPath);
  }
}
