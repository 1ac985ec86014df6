package k4j.bench.store;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A plain etcd server on loopback, started for the purpose, spoken to in gRPC.
final class EtcdContestant implements Contestant {

  private static final MethodDescriptor<byte[], byte[]> TXN = method("Txn");
  private static final MethodDescriptor<byte[], byte[]> RANGE = method("Range");

  private final Process process;
  private final ManagedChannel channel;

  EtcdContestant(Path directory) throws IOException {
    int port = freePort();
    String client = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + freePort();
    process =
        new ProcessBuilder(
                "etcd",
                "--data-dir=" + directory,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--log-level=error")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolveSibling("etcd.log").toFile())
            .start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(1 << 28)
            .build();
    range("/ready");
  }

  /// As the API server of Kubernetes does: put if the key's create revision is 0.
  @Override
  public void create(String key, byte[] value) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    byte[] compare = new Message().number(2, 1).bytes(3, name).number(5, 0).done();
    byte[] put = new Message().bytes(1, name).bytes(2, value).done();
    byte[] operation = new Message().bytes(2, put).done();
    call(TXN, new Message().bytes(1, compare).bytes(2, operation).done());
  }

  /// The length of the answer, which is a little more than that of the values.
  @Override
  public long range(String prefix) {
    byte[] end = prefix.getBytes(StandardCharsets.UTF_8);
    end[end.length - 1]++;
    byte[] key = prefix.getBytes(StandardCharsets.UTF_8);
    return call(RANGE, new Message().bytes(1, key).bytes(2, end).done()).length;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.destroy();
    process.onExit().join();
  }

  private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request) {
    CallOptions options =
        CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(30, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("etcdserverpb.KV/" + name)
        .build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
