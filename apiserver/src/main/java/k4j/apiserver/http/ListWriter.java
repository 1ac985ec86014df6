package k4j.apiserver.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Payload;
import org.eclipse.jetty.http.HttpHeader;

/// Writes lists: the buffers that the objects already have, one after the other.
final class ListWriter {

  /// From this size on kube-apiserver compresses.
  static final int WORTH_COMPRESSING = 128 * 1024;

  private static final byte[] COMMA = {','};

  static JsonObject tree(Answer.Many many) {
    return JsonObject.EMPTY
        .with("kind", many.resource().kind() + "List")
        .with("apiVersion", many.resource().apiVersion())
        .with("metadata", many.metadata())
        .with("items", JsonArray.of(many.items().stream().map(Payload::tree).toList()));
  }

  void write(Exchange exchange, Answer.Many many) throws IOException {
    String start =
        "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
            .formatted(
                many.resource().kind(),
                many.resource().apiVersion(),
                JsonWriter.toString(many.metadata()));
    var pieces = new ArrayList<byte[]>(many.items().size() * 2 + 2);
    pieces.add(start.getBytes(StandardCharsets.UTF_8));
    for (Payload item : many.items()) {
      if (pieces.size() > 1) {
        pieces.add(COMMA);
      }
      pieces.add(item.json());
    }
    pieces.add("]}\n".getBytes(StandardCharsets.US_ASCII));
    write(exchange, 200, "application/json", pieces);
  }

  void writeWhole(Exchange exchange, int code, String contentType, byte[] whole)
      throws IOException {
    write(exchange, code, contentType, List.of(whole));
  }

  private static void write(Exchange exchange, int code, String contentType, List<byte[]> pieces)
      throws IOException {
    long length = 0;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    AnswerWriter.begin(exchange, code, contentType);
    Out out = new BlockingSink(exchange.response());
    if (length > WORTH_COMPRESSING && wantsGzip(exchange)) {
      exchange.response().getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
      exchange.response().getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
      out = new GzipOut(out);
    } else {
      exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }
    for (byte[] piece : pieces) {
      out.write(piece);
    }
    out.finish();
    exchange.callback().succeeded();
  }

  /// On the machine itself compressing costs more than it saves.
  private static boolean wantsGzip(Exchange exchange) {
    boolean accepts = exchange.call().headers().first("accept-encoding").contains("gzip");
    return accepts
        && exchange.request().getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress remote
        && !isLocal(remote.getAddress());
  }

  private static boolean isLocal(InetAddress address) {
    return address != null && address.isLoopbackAddress();
  }
}
