package k4j.kubelet.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The text that SPDY/3 headers are compressed against (SPDY Protocol draft 3, 2.6.10.1): words
/// with their lengths before them, then what else is frequent.
final class SpdyDictionary {

  private static final String WORDS =
      """
      options head post put delete trace accept accept-charset accept-encoding \
      accept-language accept-ranges age allow authorization cache-control connection \
      content-base content-encoding content-language content-length content-location \
      content-md5 content-range content-type date etag expect expires from host if-match \
      if-modified-since if-none-match if-range if-unmodified-since last-modified location \
      max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after \
      server te trailer transfer-encoding upgrade user-agent vary via warning \
      www-authenticate method get status 200~OK version HTTP/1.1 url public set-cookie \
      keep-alive origin\
      """;

  private static final String REST =
      "1001012012022052063003023033043053063074024054064074084094104114124134144154"
          + "16417502504505203 Non-Authoritative Information204 No Content301 Moved Perma"
          + "nently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal "
          + "Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Ju"
          + "n Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTch"
          + "unked,text/html,image/png,image/jpg,image/gif,application/xml,application/xh"
          + "tml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcha"
          + "rset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

  private SpdyDictionary() {}

  static byte[] bytes() {
    var out = new ByteArrayOutputStream();
    for (String word : WORDS.split(" ", -1)) {
      byte[] text = ascii(word.replace('~', ' '));
      out.writeBytes(ByteBuffer.allocate(4).putInt(text.length).array());
      out.writeBytes(text);
    }
    out.writeBytes(ascii(REST));
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
