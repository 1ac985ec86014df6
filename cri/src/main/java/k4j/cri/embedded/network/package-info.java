/// The pod network of one node: a bridge, a veth pair for each pod, addresses from the pod CIDR.
@NullMarked
package k4j.cri.embedded.network;

import org.jspecify.annotations.NullMarked;
