package k4j.kubelet.probe;

import java.time.Duration;

/// Asks a gRPC server how it is (`grpc.health.v1`).
public interface GrpcHealth {

  ProbeOutcome check(String host, int port, String service, Duration timeout);
}
