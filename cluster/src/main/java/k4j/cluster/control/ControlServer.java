package k4j.cluster.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the commands of this machine's `k4j` on a socket that only its owner may open: one line of
/// JSON in, one out. It is for what the Kubernetes API has no word for, such as loading an image.
public final class ControlServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final Path path;
  private final ServerSocketChannel listener;
  private final Map<String, ControlAction> actions;

  private ControlServer(
      Path path, ServerSocketChannel listener, Map<String, ControlAction> actions) {
    this.path = path;
    this.listener = listener;
    this.actions = Map.copyOf(actions);
  }

  /// @param actions what may be asked, by its name
  public static ControlServer start(Path path, Map<String, ControlAction> actions)
      throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    var server = new ControlServer(path, listener, actions);
    Thread.ofVirtual().name("control").start(server::accept);
    return server;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        Thread.ofVirtual().name("control-request").start(() -> serve(channel));
      } catch (AsynchronousCloseException _) {
        return;
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("a control connection could not be accepted");
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      var in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      byte[] answer = JsonWriter.toBytes(answer(line));
      var out = Channels.newOutputStream(channel);
      out.write(answer);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a control connection broke");
    }
  }

  private JsonObject answer(String line) {
    try {
      JsonObject request = JsonParser.parseObject(line.getBytes(StandardCharsets.UTF_8));
      ControlAction action = actions.get(request.string("action"));
      if (action == null) {
        return failure("this cluster knows no action \"%s\"".formatted(request.string("action")));
      }
      return action.run(request);
    } catch (ControlFailure e) {
      return failure(e.getMessage());
    } catch (JsonException e) {
      return failure("the request is no JSON: " + e.getMessage());
    }
  }

  private static JsonObject failure(String sentence) {
    return JsonObject.EMPTY.with("error", sentence);
  }

  @Override
  public void close() {
    try {
      listener.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
