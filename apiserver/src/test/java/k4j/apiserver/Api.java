package k4j.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.apiserver.authentication.User;
import k4j.testing.MovableClock;

/// A server on the store in memory, and short words to talk to it.
public final class Api {

  private static final Catalog CATALOG = new BuiltinCatalog();
  public static final String PODS = "/api/v1/namespaces/default/pods";
  public static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";

  public final MovableClock clock = new MovableClock();
  public final ApiServerConfig config;
  public final ApiServer server;
  public final Transport transport;

  public Api() {
    this(builder -> builder);
  }

  public Api(UnaryOperator<ApiServerBuilder> changes) {
    this(CATALOG, changes);
  }

  public Api(Catalog catalog, UnaryOperator<ApiServerBuilder> changes) {
    var builder = new ApiServerBuilder(catalog, clock, clock, new SplittableRandom(1));
    config = changes.apply(builder).config();
    server = new ApiServer(config);
    transport = server.transport(User.of("admin", User.MASTERS), "test");
  }

  /// JSON with single quotes for double ones.
  public static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  public Response send(String method, String pathAndQuery, String contentType, Json body) {
    int mark = pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    return transport.send(new Request(method, path, query(pathAndQuery), contentType, body));
  }

  private static Map<String, List<String>> query(String pathAndQuery) {
    var query = new LinkedHashMap<String, List<String>>();
    int mark = pathAndQuery.indexOf('?');
    if (mark >= 0) {
      Arrays.stream(pathAndQuery.substring(mark + 1).split("&"))
          .map(pair -> pair.split("=", 2))
          .forEach(pair ->
              query
                  .computeIfAbsent(pair[0], _ -> new ArrayList<>())
                  .add(pair.length > 1 ? pair[1] : ""));
    }
    return query;
  }

  public JsonObject get(String path) {
    return send("GET", path, Request.JSON, JsonNull.NULL).body();
  }

  public JsonObject post(String path, String body) {
    return send("POST", path, Request.JSON, json(body)).body();
  }

  public JsonObject put(String path, JsonObject body) {
    return send("PUT", path, Request.JSON, body).body();
  }

  public JsonObject patch(String path, String contentType, String body) {
    return send("PATCH", path, contentType, JsonParser.parse(body.replace('\'', '"'))).body();
  }

  public JsonObject merge(String path, String body) {
    return patch(path, Request.MERGE_PATCH, body);
  }

  public JsonObject delete(String path) {
    return send("DELETE", path, Request.JSON, JsonNull.NULL).body();
  }

  public JsonObject delete(String path, String options) {
    return send("DELETE", path, Request.JSON, json(options)).body();
  }

  public EventStream watch(String pathAndQuery) {
    int mark = pathAndQuery.indexOf('?');
    return transport.watch(
        new Request(
            "GET",
            mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
            query(pathAndQuery + (mark < 0 ? "?" : "&") + "watch=true"),
            Request.JSON,
            JsonNull.NULL));
  }

  public JsonObject configMap(String name) {
    return post(CONFIGMAPS, "{'metadata':{'name':'" + name + "'},'data':{'key':'value'}}");
  }

  public JsonObject pod(String name, String labels) {
    return post(
        PODS,
        "{'metadata':{'name':'%s','labels':%s},'spec':{'containers':[{'name':'c','image':'i'}]}}"
            .formatted(name, labels));
  }

  public static List<String> names(JsonObject list) {
    JsonArray items = list.array("items");
    return items.objects().stream().map(each -> each.object("metadata").string("name")).toList();
  }

  public static JsonObject metadata(JsonObject object) {
    return object.object("metadata");
  }

  public static String version(JsonObject object) {
    return metadata(object).string("resourceVersion");
  }

  /// The failure that the call ends in.
  public static Status failure(Runnable call) {
    try {
      call.run();
    } catch (StatusException failed) {
      return failed.status();
    }
    throw new AssertionError("the call went well");
  }

  /// `400 BadRequest: message` of the failure that the call ends in.
  public static String failureText(Runnable call) {
    Status status = failure(call);
    return status.code() + " " + status.reason() + ": " + status.message();
  }
}
