package k4j.apiserver.tunnel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.upstream.ChunkedInput;
import k4j.apiserver.upstream.LimitedInput;
import k4j.apiserver.upstream.ResponseHead;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/// Hands the answer of the other side to the client.
final class UpstreamAnswer {

  private static final String REDIRECTS =
      "the backend attempted to redirect this request, which is not permitted";

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final ConnectTarget target;

  UpstreamAnswer(Request request, Response response, Callback callback, ConnectTarget target) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.target = target;
  }

  void write(ResponseHead head, InputStream in) throws IOException {
    boolean redirects =
        head.status() >= 300 && head.status() < 400 && !head.first("location").isEmpty();
    if (redirects && target.manner() instanceof Manner.Delegated) {
      PlainText.write(response, callback, 502, REDIRECTS);
      return;
    }
    ProxiedLinks links = links();
    boolean page = links != null && !redirects && isHtml(head) && !empty(head);
    response.setStatus(head.status());
    for (ResponseHead.Field field : head.fields()) {
      boolean kept = !field.ofConnection() && !(page && field.is("content-length"));
      if (kept) {
        hand(field, value(field, links));
      }
    }
    if (page && links != null) {
      writePage(head, body(head, in), links);
    } else if (!empty(head)) {
      copy(head, in);
    }
    response.write(true, null, callback);
  }

  /// The other side's word counts for when it was said.
  private void hand(ResponseHead.Field field, String value) {
    if (field.is("date")) {
      response.getHeaders().put(HttpHeader.DATE, value);
    } else {
      response.getHeaders().add(field.name(), value);
    }
  }

  private static String value(ResponseHead.Field field, @Nullable ProxiedLinks links) {
    return links != null && field.is("location") ? links.through(field.value()) : field.value();
  }

  private @Nullable ProxiedLinks links() {
    return target.manner() instanceof Manner.Proxied(String prefix)
        ? new ProxiedLinks(prefix, target.toString(), UpstreamRequest.host(request))
        : null;
  }

  private static boolean isHtml(ResponseHead head) {
    return head.first("content-type").split(";", 2)[0].strip().equals("text/html");
  }

  private boolean empty(ResponseHead head) {
    return head.status() == 204 || head.status() == 304 || request.getMethod().equals("HEAD");
  }

  private void writePage(ResponseHead head, InputStream body, ProxiedLinks links)
      throws IOException {
    String encoding = head.first("content-encoding").toLowerCase(Locale.ROOT);
    byte[] page = body.readAllBytes();
    byte[] changed =
        switch (encoding) {
          case "" -> rewritten(page, links);
          case "gzip" -> gzip(rewritten(read(new GZIPInputStream(in(page))), links));
          case "deflate" -> deflate(rewritten(read(new InflaterInputStream(in(page))), links));
          default -> page;
        };
    response.getHeaders().put("Content-Length", changed.length);
    write(changed, changed.length);
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] read(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  private static byte[] rewritten(byte[] page, ProxiedLinks links) {
    // one character a byte, so that whatever the encoding, what is no link stays as it is
    String text = new String(page, StandardCharsets.ISO_8859_1);
    return HtmlLinks.rewrite(text, links::through).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(byte[] page) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(page);
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(byte[] page) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(page);
    }
    return bytes.toByteArray();
  }

  private static InputStream body(ResponseHead head, InputStream in) throws IOException {
    if (head.chunked()) {
      return new ChunkedInput(in);
    }
    String length = head.first("content-length");
    return length.isEmpty() ? in : new LimitedInput(in, Long.parseLong(length));
  }

  /// Each piece goes out as it comes, since somebody may be following a log.
  private void copy(ResponseHead head, InputStream in) throws IOException {
    InputStream body = body(head, in);
    byte[] some = new byte[IO.DEFAULT_BUFFER_SIZE];
    if (!head.first("content-length").isEmpty() && !head.chunked()) {
      for (int n = body.read(some); n >= 0; n = body.read(some)) {
        write(some, n);
      }
      return;
    }
    Chunks chunks = Chunks.begin(request, response);
    for (int n = body.read(some); n >= 0; n = body.read(some)) {
      chunks.send(ByteBuffer.wrap(some, 0, n));
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    try (Blocker.Callback written = Blocker.callback()) {
      response.write(false, ByteBuffer.wrap(bytes, 0, length), written);
      written.block();
    }
  }
}
