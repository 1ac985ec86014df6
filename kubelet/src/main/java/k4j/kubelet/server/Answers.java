package k4j.kubelet.server;

import java.nio.ByteBuffer;
import k4j.api.json.Json;
import k4j.api.json.JsonWriter;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Short answers.
final class Answers {

  private Answers() {}

  static void text(Response response, Callback callback, int status, String text) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    Content.Sink.write(response, true, text + "\n", callback);
  }

  static void json(Response response, Callback callback, Json body) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(JsonWriter.toBytes(body)), callback);
  }
}
