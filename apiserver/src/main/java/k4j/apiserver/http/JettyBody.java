package k4j.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.BodyDecoder;
import k4j.apiserver.negotiation.MediaType;
import k4j.apiserver.request.Body;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The body of a request, read when somebody asks for it.
final class JettyBody implements Body {

  /// What kube-apiserver allows.
  private static final int LIMIT = 3 * 1024 * 1024;

  /// How many bytes an error shows.
  private static final int SUMMARY = 30;

  /// How much of a body that nobody wants is read, as Go's server does.
  private static final long UNREAD = 256L * 1024;

  /// How much more is read of a body that is too large.
  private static final long DISCARDED = 64L * 1024 * 1024;

  private final Request request;
  private final BodyDecoder decoder;
  private byte @Nullable [] bytes;

  JettyBody(Request request, BodyDecoder decoder) {
    this.request = request;
    this.decoder = decoder;
  }

  @Override
  public boolean isEmpty() {
    return bytes().length == 0;
  }

  @Override
  public String contentType() {
    String field = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return field == null ? "application/json" : MediaType.parse(field).name();
  }

  @Override
  public String summary() {
    byte[] sent = bytes();
    int shown = Math.min(sent.length, SUMMARY);
    if (shown == 0) {
      return "<empty>";
    }
    String text =
        sent[0] == '{'
            ? new String(sent, 0, shown, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(sent, 0, shown);
    return sent.length > shown ? text + " ..." : text;
  }

  @Override
  public Decoded read() {
    return decoder.decode(bytes(), contentType());
  }

  @Override
  public boolean discard() {
    HttpFields headers = request.getHeaders();
    boolean some =
        headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0
            || headers.contains(HttpHeader.TRANSFER_ENCODING);
    if (bytes != null || !some) {
      return true;
    }
    if (headers.contains(HttpHeader.EXPECT)) {
      return false; // the client waits for an answer before it sends anything
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      bytes = new byte[0];
      return in.skip(UNREAD) < UNREAD;
    } catch (IOException broken) {
      return false;
    }
  }

  private byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = receive();
      bytes = known;
    }
    return known;
  }

  private byte[] receive() {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] received = in.readNBytes(LIMIT + 1);
      if (received.length > LIMIT) {
        discard(in);
        throw StatusException.tooLarge("Request entity too large: limit is " + LIMIT);
      }
      return received;
    } catch (IOException broken) {
      throw StatusException.badRequest("the request body could not be read");
    }
  }

  /// Clients that are still sending would take an answer for a broken connection.
  private static void discard(InputStream in) throws IOException {
    byte[] some = new byte[16 * 1024];
    long left = DISCARDED;
    for (int n = in.read(some); n >= 0 && left > 0; n = in.read(some)) {
      left -= n;
    }
  }
}
