package k4j.apiserver.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.AuthenticationNotes;
import k4j.apiserver.authentication.User;
import k4j.apiserver.negotiation.BodyDecoder;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Query;
import k4j.apiserver.request.Trail.Origin;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes requests from Jetty through the pipeline, and their answers back.
final class RequestHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
  private static final String AUDIT_ID = "Audit-Id";

  private final Authentication authentication;
  private final k4j.apiserver.request.Handler pipeline;
  private final AnswerWriter writer;
  private final BodyDecoder decoder;
  private final Supplier<String> ids;

  RequestHandler(
      Authentication authentication,
      k4j.apiserver.request.Handler pipeline,
      AnswerWriter writer,
      BodyDecoder decoder,
      Supplier<String> ids) {
    this.authentication = authentication;
    this.pipeline = pipeline;
    this.writer = writer;
    this.decoder = decoder;
    this.ids = ids;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    request.addIdleTimeoutListener(_ -> false); // a watch may be silent for long
    var exchange = new Exchange(call(request, NOBODY), request, response, callback);
    exchange.call().trail().from(origin(request, head(request, response)));
    try {
      User user = authentication.user(request, notes(exchange.call()));
      exchange = new Exchange(exchange.call().withUser(user), request, response, callback);
      Answer answer = pipeline.handle(exchange.call());
      writer.write(exchange, answer);
    } catch (StatusException failed) {
      fail(exchange, failed.status());
    } catch (IOException gone) {
      callback.failed(gone); // the client went away
    } catch (RuntimeException | Error broken) { // of an Error a client hears like of any defect
      LOG.atError()
          .setCause(broken)
          .addKeyValue("method", request.getMethod())
          .addKeyValue("path", request.getHttpURI().getPath())
          .log("A request met a defect of the server");
      fail(exchange, defect());
    }
    return true;
  }

  private static AuthenticationNotes notes(Call call) {
    return new AuthenticationNotes() {
      @Override
      public void warn(String text) {
        call.warnings().add(text);
      }

      @Override
      public void annotate(String key, String value) {
        call.trail().annotate(key, value);
      }
    };
  }

  private static final User NOBODY = User.of("");

  /// The id under which the request is known.
  private String head(Request request, Response response) {
    HttpFields.Mutable headers = response.getHeaders();
    String given = request.getHeaders().get("Audit-ID");
    String id = given == null ? ids.get() : given;
    headers.put(AUDIT_ID, id);
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache, private");
    return id;
  }

  private static Origin origin(Request request, String id) {
    String peer =
        request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                && remote.getAddress() != null
            ? remote.getAddress().getHostAddress()
            : "";
    return new Origin(id, request.getHttpURI().getPathQuery(), peer);
  }

  private Call call(Request request, User user) {
    return Call.of(
        user,
        request.getMethod(),
        Paths.decode(request.getHttpURI().getPath()),
        query(request),
        new JettyHeaders(request.getHeaders()),
        new JettyBody(request, decoder));
  }

  private static Query query(Request request) {
    if (request.getHttpURI().getQuery() == null) {
      return Query.NONE;
    }
    Map<String, List<String>> values = new HashMap<>();
    for (Fields.Field field : Request.extractQueryParameters(request)) {
      values.put(field.getName(), field.getValues());
    }
    return new Query(values, request.getHttpURI().getQuery());
  }

  private void fail(Exchange exchange, Status status) {
    if (exchange.response().isCommitted()) {
      exchange.callback().failed(new IOException(status.message()));
      return;
    }
    int seconds = status.details().retryAfterSeconds();
    if (seconds > 0) {
      exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
    }
    try {
      writer.status(exchange, status);
    } catch (IOException gone) {
      exchange.callback().failed(gone);
    }
  }

  private static Status defect() {
    return new Status(
        500,
        "InternalError",
        "This request caused apiserver to panic. Look in the logs for details.",
        Details.NONE);
  }
}
