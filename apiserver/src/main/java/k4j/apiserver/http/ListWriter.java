package k4j.apiserver.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.json.Layout;
import k4j.apiserver.negotiation.Encodings;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Payload;
import org.eclipse.jetty.http.HttpHeader;

/// Writes lists: the buffers that the objects already have, one after the other.
final class ListWriter {

  /// From this size on kube-apiserver compresses.
  static final int WORTH_COMPRESSING = 128 * 1024;

  private static final byte[] COMMA = {','};
  private static final byte[] OPEN = {'{'};

  private final Encodings encodings;

  ListWriter(Encodings encodings) {
    this.encodings = encodings;
  }

  /// A part of a buffer.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Piece(byte[] bytes, int from) {
    Piece(byte[] bytes) {
      this(bytes, 0);
    }

    int length() {
      return bytes.length - from;
    }
  }

  JsonObject tree(Answer.Many many) {
    boolean struct = many.resource().type().isStruct();
    return JsonObject.EMPTY
        .with("kind", many.resource().kind() + "List")
        .with("apiVersion", many.resource().apiVersion())
        .with("metadata", metadata(many))
        .with(
            "items",
            JsonArray.of(
                many.items().stream()
                    .map(item -> struct ? withoutKind(item.tree()) : item.tree())
                    .toList()));
  }

  /// A list that is a map in Go says that it does not go on.
  private static JsonObject metadata(Answer.Many many) {
    JsonObject metadata = many.metadata();
    return many.resource().type().isStruct() || metadata.has("continue")
        ? metadata
        : metadata.with("continue", "");
  }

  private static JsonObject withoutKind(JsonObject object) {
    return object.without("kind").without("apiVersion");
  }

  void write(Exchange exchange, Answer.Many many) throws IOException {
    var pieces = new ArrayList<Piece>(many.items().size() * 2 + 2);
    boolean struct = many.resource().type().isStruct();
    String kind = "\"kind\":\"" + many.resource().kind();
    String version = "\"apiVersion\":\"" + many.resource().apiVersion() + "\",";
    String metadata = "\"metadata\":" + encodings.listMetadata(metadata(many), struct);
    // Go writes a list of structs as a struct, whose items do not say what they are, and a list of
    // custom resources as a map.
    String start =
        struct
            ? "{" + kind + "List\"," + version + metadata + ",\"items\":["
            : "{" + version + "\"items\":[";
    String end = struct ? "]}\n" : "]," + kind + "List\"," + metadata + "}\n";
    byte[] head = ("{" + kind + "\"," + version).getBytes(StandardCharsets.UTF_8);
    pieces.add(new Piece(start.getBytes(StandardCharsets.UTF_8)));
    for (Payload item : many.items()) {
      if (pieces.size() > 1) {
        pieces.add(new Piece(COMMA));
      }
      if (struct) {
        item(item, many.resource().type(), head, pieces);
      } else {
        pieces.add(new Piece(item.json(many.resource().type())));
      }
    }
    pieces.add(new Piece(end.getBytes(StandardCharsets.UTF_8)));
    write(exchange, 200, "application/json", pieces);
  }

  /// The bytes that the item has anyway begin with what is left out here.
  private static void item(Payload item, Layout layout, byte[] head, List<Piece> pieces) {
    byte[] json = item.json(layout);
    if (json.length > head.length && Arrays.equals(json, 0, head.length, head, 0, head.length)) {
      pieces.add(new Piece(OPEN));
      pieces.add(new Piece(json, head.length));
    } else {
      pieces.add(new Piece(JsonWriter.toBytes(withoutKind(item.tree()), layout)));
    }
  }

  void writeWhole(Exchange exchange, int code, String contentType, byte[] whole)
      throws IOException {
    write(exchange, code, contentType, List.of(new Piece(whole)));
  }

  private static void write(Exchange exchange, int code, String contentType, List<Piece> pieces)
      throws IOException {
    long length = 0;
    for (Piece piece : pieces) {
      length += piece.length();
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
    for (Piece piece : pieces) {
      out.write(piece.bytes(), piece.from(), piece.length());
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
