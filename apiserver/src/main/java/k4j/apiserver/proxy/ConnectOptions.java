package k4j.apiserver.proxy;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;

/// What a connection is for, as the kinds that the API has for it: `PodExecOptions` and the like.
/// Pure.
final class ConnectOptions {

  private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr", "tty");

  private ConnectOptions() {}

  static JsonObject of(Call call) {
    return switch (call.info().subresource()) {
      case "exec" -> streams(call.query(), "PodExecOptions");
      case "attach" -> streams(call.query(), "PodAttachOptions");
      case "portforward" -> ports(call.query());
      default -> proxy(call);
    };
  }

  private static JsonObjectBuilder typed(String kind) {
    return JsonObject.builder().put("kind", kind).put("apiVersion", "v1");
  }

  private static JsonObject streams(Query query, String kind) {
    JsonObjectBuilder out = typed(kind);
    for (String stream : STREAMS) {
      if (query.bool(stream)) {
        out.put(stream, true);
      }
    }
    if (!query.first("container").isEmpty()) {
      out.put("container", query.first("container"));
    }
    if (kind.equals("PodExecOptions")) {
      out.put("command", JsonArray.ofStrings(query.all("command")));
    }
    return out.build();
  }

  private static JsonObject ports(Query query) {
    var ports =
        query.all("ports").stream()
            .filter(port -> port.matches("\\d{1,5}"))
            .map(port -> new JsonInteger(Long.parseLong(port)))
            .toList();
    JsonObjectBuilder out = typed("PodPortForwardOptions");
    return ports.isEmpty() ? out.build() : out.put("ports", JsonArray.of(ports)).build();
  }

  private static JsonObject proxy(Call call) {
    String kind =
        switch (call.info().resource()) {
          case "nodes" -> "NodeProxyOptions";
          case "services" -> "ServiceProxyOptions";
          default -> "PodProxyOptions";
        };
    String path = ProxyPath.of(call.info()).asked();
    return path.isEmpty() ? typed(kind).build() : typed(kind).put("path", path).build();
  }
}
