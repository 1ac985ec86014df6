package k4j.apiserver.encryption.kms;

import static io.grpc.MethodDescriptor.generateFullMethodName;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A KMS plugin on gRPC's own server: it knows seeds by the number of its key and a count, so that
/// what it gives out says nothing of them.
final class TestKms implements AutoCloseable {

  private final Map<String, byte[]> known = new HashMap<>();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Server server;
  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile String keyId = "key-1";
  volatile String healthz = "ok";
  volatile String version = "v2";
  volatile boolean broken;

  TestKms(Path socket) {
    try {
      server =
          NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
              .channelType(NioServerDomainSocketChannel.class)
              .bossEventLoopGroup(loops)
              .workerEventLoopGroup(loops)
              .directExecutor()
              .addService(
                  ServerServiceDefinition.builder("v2.KeyManagementService")
                      .addMethod(
                          method("Status"),
                          ServerCalls.asyncUnaryCall((_, out) -> {
                            calls.add("Status");
                            out.onNext(
                                new Wire()
                                    .field(1, version)
                                    .field(2, healthz)
                                    .field(3, keyId)
                                    .toBytes());
                            out.onCompleted();
                          }))
                      .addMethod(
                          method("Encrypt"),
                          ServerCalls.asyncUnaryCall((request, out) -> {
                            calls.add("Encrypt");
                            if (broken) {
                              out.onError(
                                  Status.FAILED_PRECONDITION
                                      .withDescription("no + more: keys")
                                      .asRuntimeException());
                            } else {
                              out.onNext(encrypted(request));
                              out.onCompleted();
                            }
                          }))
                      .addMethod(
                          method("Decrypt"),
                          ServerCalls.asyncUnaryCall((request, out) -> {
                            calls.add("Decrypt");
                            out.onNext(decrypted(request));
                            out.onCompleted();
                          }))
                      .build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(generateFullMethodName("v2.KeyManagementService", name))
        .build();
  }

  private static byte[][] fields(byte[] message) {
    var fields = new byte[6][];
    try {
      Wire.read(message, (value, number) -> fields[number] = value);
    } catch (KmsException e) {
      throw new AssertionError(e);
    }
    return fields;
  }

  private synchronized byte[] encrypted(byte[] request) {
    String id = keyId + "/" + known.size();
    known.put(id, fields(request)[1]);
    return new Wire()
        .field(1, id)
        .field(2, keyId)
        .field(3, Map.of("count.kms.example", HexFormat.of().parseHex("ff00")))
        .toBytes();
  }

  private synchronized byte[] decrypted(byte[] request) {
    byte[][] fields = fields(request);
    byte[] plain = known.get(new String(fields[1], UTF_8));
    return new Wire().field(1, plain == null ? new byte[0] : plain).toBytes();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
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

  @Override
  public void close() {
    server.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
