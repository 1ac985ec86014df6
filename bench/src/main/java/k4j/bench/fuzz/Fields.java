package k4j.bench.fuzz;

import java.util.List;

/// Header fields, sensible and not.
record Fields(Chance chance, Words words) {

  void addTo(List<String> headers) {
    if (chance.percent(50)) {
      headers.add("Accept: " + accept());
    }
    for (int i = chance.percent(75) ? 0 : 1 + chance.below(3); i > 0; i--) {
      headers.add(field());
    }
  }

  private String accept() {
    return switch (chance.below(10)) {
      case 0, 1 -> "application/json";
      case 2 -> "application/vnd.kubernetes.protobuf";
      case 3 -> "application/yaml";
      case 4 -> "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
      case 5 -> "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
      case 6 ->
          "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
      case 7 -> "application/vnd.kubernetes.protobuf;stream=watch,*/*;q=0.1";
      case 8 -> chance.of("*/*", "text/html", "application/cbor", "a", ";;;", ",", "*/*;q=x");
      default -> line(words.text());
    };
  }

  private String field() {
    return switch (chance.below(14)) {
      case 0 -> "Impersonate-User: " + chance.of("alice", "system:anonymous", line(words.text()));
      case 1 -> "Impersonate-Group: " + chance.of("system:masters", line(words.text()));
      case 2 -> "Impersonate-Extra-" + chance.of("a", "%2f", "scopes") + ": " + line(words.text());
      case 3 -> "Impersonate-Uid: " + line(words.text());
      case 4 -> "Authorization: " + chance.of("Bearer x", "Bearer ", "Basic eDp5", "x");
      case 5 -> "If-None-Match: " + chance.of("\"x\"", "*", line(words.text()));
      case 6 -> "Accept-Encoding: " + chance.of("gzip", "br", "gzip;q=0", "*");
      case 7 -> "Audit-ID: " + line(words.text());
      case 8 -> "User-Agent: " + line(words.text());
      case 9 -> "X-Remote-User: root";
      case 11 ->
          chance.of(
              "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 7",
              "Upgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: v4",
              "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMA");
      case 12 -> chance.of("Expect: 100-continue", "Expect: x", "Range: bytes=0-1", "Cookie: a=b");
      case 10 -> "Content-Encoding: " + chance.of("gzip", "identity");
      default -> "X-" + chance.below(9) + ": " + line(words.text());
    };
  }

  /// Without what would end the line.
  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}]", "").replaceAll("[^\\x20-\\xff]", "?");
  }
}
