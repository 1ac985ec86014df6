package k4j.network.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The DNS servers that the host itself uses, read from its `resolv.conf` at each question, since a
/// laptop changes networks.
final class HostResolvers implements Upstream {

  private static final int PORT = 53;
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int LARGEST = 65_535;
  private static final int MOST_SERVERS = 3;

  private final Path configuration;
  private final Set<String> own;
  private final RandomGenerator random;

  /// @param own addresses at which this process answers itself: asking them would never end
  HostResolvers(Path configuration, Set<String> own, RandomGenerator random) {
    this.configuration = configuration;
    this.own = Set.copyOf(own);
    this.random = random;
  }

  @Override
  public byte[] ask(byte[] query, boolean tcp) {
    List<String> servers = servers();
    if (servers.isEmpty()) {
      throw new UpstreamFailure("no nameserver in " + configuration);
    }
    var reasons = new ArrayList<String>();
    for (String server : servers) {
      try {
        return tcp ? overTcp(server, query) : overUdp(server, query);
      } catch (IOException e) {
        reasons.add(server + ": " + e.getMessage());
      }
    }
    throw new UpstreamFailure(String.join("; ", reasons));
  }

  private List<String> servers() {
    try {
      return Files.readAllLines(configuration, StandardCharsets.ISO_8859_1).stream()
          .map(String::strip)
          .filter(line -> line.startsWith("nameserver"))
          .map(line -> line.substring("nameserver".length()).strip())
          .filter(server -> !own.contains(server))
          .limit(MOST_SERVERS)
          .toList();
    } catch (IOException e) {
      throw new UpstreamFailure(configuration + ": " + e.getMessage());
    }
  }

  private byte[] overUdp(String server, byte[] query) throws IOException {
    byte[] asked = query.clone();
    // A fresh id and a fresh port for each question make forged answers unlikely.
    int id = random.nextInt(LARGEST + 1);
    asked[0] = (byte) (id >> 8);
    asked[1] = (byte) id;
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getByName(server), PORT));
      socket.send(new DatagramPacket(asked, asked.length));
      var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
      do {
        socket.receive(packet);
      } while (packet.getLength() < 12
          || packet.getData()[0] != asked[0]
          || packet.getData()[1] != asked[1]);
      byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
      answer[0] = query[0];
      answer[1] = query[1];
      return answer;
    } catch (SocketTimeoutException e) {
      throw new IOException("i/o timeout", e);
    }
  }

  private static byte[] overTcp(String server, byte[] query) throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getByName(server), PORT), TIMEOUT_MILLIS);
      byte[] framed = new byte[query.length + 2];
      framed[0] = (byte) (query.length >> 8);
      framed[1] = (byte) query.length;
      System.arraycopy(query, 0, framed, 2, query.length);
      socket.getOutputStream().write(framed);
      var in = new DataInputStream(socket.getInputStream());
      return in.readNBytes(in.readUnsignedShort());
    }
  }
}
