/// The CRI v1 of Kubernetes as Java: runtimes and images of containers, without gRPC and without
/// API objects.
@NullMarked
package k4j.cri;

import org.jspecify.annotations.NullMarked;
