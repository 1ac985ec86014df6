package k4j.apiserver.aggregation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.aggregation.ExtensionClient.Received;
import k4j.apiserver.discovery.RemoteDiscovery;
import k4j.apiserver.openapi.SecondMerge;
import k4j.apiserver.webhook.ServiceResolver.HostPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What extension API servers say they serve, as they said it last.
final class RemoteDocuments implements RemoteDiscovery {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteDocuments.class);
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int UNCHANGED = 304;

  private final Map<String, Document> documents = new ConcurrentHashMap<>();

  /// @param version of aggregated discovery: what one version of the group has
  /// @param openApi the address of its OpenAPI document; empty where it has none
  /// @param second its document of version 2
  private record Document(ApiService service, JsonObject version, String openApi, Second second) {}

  /// @param tag by which the server tells whether it has changed; empty where it does not
  private record Second(String tag, JsonObject document) {
    static final Second NONE = new Second("", JsonObject.EMPTY);
  }

  /// Forgets all others, and begins with what is new.
  void keep(List<ApiService> all) {
    documents.keySet().removeIf(name -> all.stream().noneMatch(each -> each.name().equals(name)));
    for (ApiService each : all) {
      documents.computeIfAbsent(
          each.name(), _ -> new Document(each, unknown(each, "Stale"), "", Second.NONE));
    }
  }

  private static JsonObject unknown(ApiService each, String freshness) {
    return JsonObject.EMPTY.with("version", each.version()).with("freshness", freshness);
  }

  void stale(ApiService each) {
    documents.computeIfPresent(
        each.name(),
        (_, known) ->
            new Document(
                each, known.version().with("freshness", "Stale"), known.openApi(), known.second()));
  }

  void refresh(ApiService each, ExtensionClient client) {
    ApiService.Service service = each.service();
    if (service == null) {
      return;
    }
    try {
      HostPort address = client.address(service);
      JsonObject version = version(each, service, client, address);
      String openApi = openApi(each, service, client, address);
      Second second = second(each, service, client, address);
      documents.computeIfPresent(
          each.name(),
          (_, _) -> new Document(each, version.with("freshness", "Current"), openApi, second));
    } catch (IOException | StatusException broken) {
      LOG.atWarn()
          .addKeyValue("apiService", each.name())
          .addKeyValue("why", broken.getMessage())
          .log("An extension API server does not say what it serves");
      stale(each);
    }
  }

  private static JsonObject version(
      ApiService each, ApiService.Service service, ExtensionClient client, HostPort address)
      throws IOException {
    Received all = client.get(service, address, "/apis", AGGREGATED);
    if (all.code() == OK && all.contentType().contains("as=APIGroupDiscoveryList")) {
      for (JsonObject group : all.json().array("items").objects()) {
        for (JsonObject version : group.array("versions").objects()) {
          if (group.object("metadata").string("name").equals(each.group())
              && version.string("version").equals(each.version())) {
            return version;
          }
        }
      }
    }
    Received old = client.get(service, address, each.root(), JSON);
    if (old.code() != OK) {
      throw new IOException(
          "failed to download legacy discovery for %s: %d".formatted(each.root(), old.code()));
    }
    return LegacyDiscovery.version(each.group(), each.version(), old.json());
  }

  private static String openApi(
      ApiService each, ApiService.Service service, ExtensionClient client, HostPort address)
      throws IOException {
    Received index = client.get(service, address, "/openapi/v3", JSON);
    return index.code() == OK
        ? index
            .json()
            .object("paths")
            .object("apis/" + each.apiVersion())
            .string("serverRelativeURL")
        : "";
  }

  /// What a server has that tells nothing is kept.
  private Second second(
      ApiService each, ApiService.Service service, ExtensionClient client, HostPort address)
      throws IOException {
    Document document = documents.get(each.name());
    Second known = document == null ? Second.NONE : document.second();
    Received got = client.get(service, address, "/openapi/v2", JSON, known.tag());
    return switch (got.code()) {
      case OK -> {
        JsonObject below = SecondMerge.below(got.json(), each.root() + "/");
        yield new Second(got.tag(), below.equals(known.document()) ? known.document() : below);
      }
      case UNCHANGED -> known;
      default -> Second.NONE;
    };
  }

  @Override
  public List<RemoteVersion> versions() {
    if (documents.isEmpty()) {
      return List.of();
    }
    var versions = new ArrayList<RemoteVersion>();
    for (Document each : documents.values()) {
      ApiService service = each.service();
      versions.add(
          new RemoteVersion(
              service.group(),
              service.version(),
              service.groupPriority(),
              service.versionPriority(),
              complete(each.version()),
              each.openApi(),
              each.second().document()));
    }
    return versions;
  }

  private static JsonObject complete(JsonObject version) {
    return version.has("resources") ? version : version.with("resources", JsonArray.EMPTY);
  }
}
