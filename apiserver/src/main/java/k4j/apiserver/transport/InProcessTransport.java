package k4j.apiserver.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.request.Handler;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Payload;
import k4j.apiserver.request.Query;
import k4j.apiserver.tunnel.NodeConnector;

/// A way to the API server for components in the same process: the very pipeline of every request,
/// with trees instead of bytes.
public final class InProcessTransport implements Transport {

  private final Handler pipeline;
  private final User user;
  private final Headers headers;
  private final DelegatedCalls delegated;

  /// @param connector opens connections to extension API servers
  public InProcessTransport(
      Handler pipeline, User user, String userAgent, NodeConnector connector) {
    this.pipeline = pipeline;
    this.user = user;
    delegated = new DelegatedCalls(connector, userAgent);
    headers = Headers.of(Map.of("user-agent", userAgent, "accept", "application/json"));
  }

  @Override
  public Response send(Request request) {
    Call call = call(request);
    return switch (pipeline.handle(call)) {
      case Answer.One one ->
          new Response(one.code(), one.payload().tree(), call.warnings().texts());
      case Answer.Many many -> new Response(200, list(many), call.warnings().texts());
      case Answer.Raw raw when raw.code() == 429 -> throw tooMany(raw);
      case Answer.Raw raw -> new Response(raw.code(), object(raw), call.warnings().texts());
      case Answer.Events events -> {
        events.source().close();
        throw StatusException.badRequest("a watch cannot be sent as one request");
      }
      case Answer.Connect(ConnectTarget target) when target.manner() instanceof Manner.Delegated ->
          delegated.send(target, request);
      case Answer.Connect _ ->
          throw StatusException.badRequest("a connection needs an upgraded request");
    };
  }

  @Override
  public EventStream watch(Request request) {
    return switch (pipeline.handle(call(request))) {
      case Answer.Events events -> new InProcessEventStream(events.source());
      case Answer.Raw raw when raw.code() == 429 -> throw tooMany(raw);
      case Answer.Connect(ConnectTarget target) when target.manner() instanceof Manner.Delegated ->
          delegated.watch(target, request);
      case Answer.One _, Answer.Many _, Answer.Raw _, Answer.Connect _ ->
          throw StatusException.badRequest("the request is no watch");
    };
  }

  private Call call(Request request) {
    return Call.of(
        user,
        request.method(),
        request.path(),
        new Query(request.query()),
        headers,
        new Body.Given(request.body(), request.contentType()));
  }

  private static JsonObject list(Answer.Many many) {
    return JsonObject.builder()
        .put("kind", many.resource().kind() + "List")
        .put("apiVersion", many.resource().apiVersion())
        .put("metadata", many.metadata())
        .put("items", JsonArray.of(many.items().stream().map(Payload::tree).toList()))
        .build();
  }

  private static StatusException tooMany(Answer.Raw raw) {
    return StatusException.tooManyRequests(
        "the server has received too many requests and has asked us to try again later",
        Integer.parseInt(raw.headers().getOrDefault("Retry-After", "1")));
  }

  private static JsonObject object(Answer.Raw raw) {
    try {
      return JsonParser.parseObject(raw.body());
    } catch (JsonException notAnObject) {
      if (raw.code() >= 400) {
        String text = new String(raw.body(), StandardCharsets.UTF_8).strip();
        throw new StatusException(new Status(raw.code(), "", text, Status.Details.NONE));
      }
      throw StatusException.notAcceptable("the answer is " + raw.contentType() + ", no object");
    }
  }

  @Override
  public void close() {
    // holds nothing of its own
  }
}
