package k4j.apiserver.openapi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.apiserver.openapi.Edition.Document;
import org.jspecify.annotations.Nullable;

/// The documents of version 2 of this server and of extension API servers in one, kept until one of
/// them changes. Not for several threads at once.
final class MergedSecond {

  private @Nullable Document own;
  private List<JsonObject> others = List.of();
  private @Nullable Document json;
  private @Nullable Document protobuf;

  /// @param own in JSON
  /// @param message the same in protobuf; null where the answer is wanted in JSON
  Document of(Document own, @Nullable Document message, List<JsonObject> others) {
    if (own != this.own || !others.equals(this.others)) {
      this.own = own;
      this.others = List.copyOf(others);
      json = null;
      protobuf = null;
    }
    Document known = message == null ? json : protobuf;
    if (known != null) {
      return known;
    }
    var merge = new SecondMerge(JsonParser.parseObject(inflated(own.gzip())));
    others.forEach(merge::add);
    if (message == null) {
      Document made = new Document(deflated(List.of(JsonWriter.toBytes(merge.json()))));
      json = made;
      return made;
    }
    List<byte[]> pieces = merge.protobuf();
    pieces.addFirst(inflated(message.gzip()));
    Document made = new Document(deflated(pieces));
    protobuf = made;
    return made;
  }

  static byte[] inflated(byte[] gzip) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] deflated(List<byte[]> pieces) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      for (byte[] piece : pieces) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
