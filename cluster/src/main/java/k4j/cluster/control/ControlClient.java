package k4j.cluster.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;

/// Asks the running cluster for something over its socket.
public final class ControlClient {

  private final Path socket;

  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /// @throws ControlFailure with the cluster's sentence, or one that says it did not answer
  public JsonObject ask(JsonObject request) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      var out = Channels.newOutputStream(channel);
      out.write(JsonWriter.toBytes(request));
      out.write('\n');
      out.flush();
      String line =
          new BufferedReader(
                  new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
              .readLine();
      if (line == null) {
        throw new ControlFailure("the cluster ended before it answered; see 'k4j logs'.");
      }
      JsonObject answer = JsonParser.parseObject(line.getBytes(StandardCharsets.UTF_8));
      if (answer.has("error")) {
        throw new ControlFailure(answer.string("error"));
      }
      return answer;
    } catch (IOException e) {
      throw new ControlFailure(
          "the cluster does not answer on %s (%s); try 'k4j start'."
              .formatted(socket, e.getMessage()));
    }
  }
}
