package k4j.controllers.nodeipam;

import java.util.BitSet;
import java.util.Optional;
import k4j.controllers.addresses.AddressRange;

/// The parts of a cluster's range that nodes have. Parts are given in turn, so that one that was
/// given back is not used again at once. (controller: cidrset.)
final class NodeRanges {

  private static final int MOST_BITS = 16;

  private final AddressRange cluster;
  private final int prefix;
  private final int size;
  private final BitSet used = new BitSet();
  private int next;

  /// @param prefix of a node's range
  /// @throws IllegalArgumentException where the cluster's range has no such parts, or too many
  NodeRanges(AddressRange cluster, int prefix) {
    int bits = prefix - cluster.prefix();
    if (bits < 0 || prefix > cluster.width()) {
      throw new IllegalArgumentException(
          "mask size of cluster CIDR must be less than or equal to the node's");
    }
    // A cluster of IPv4 has no more than 2^32 addresses; of the parts a bit each must be kept.
    if (bits > (cluster.width() == Integer.SIZE ? Integer.SIZE - 2 : MOST_BITS)) {
      throw new IllegalArgumentException("New CIDR set failed; the node CIDR size is too big");
    }
    this.cluster = cluster;
    this.prefix = prefix;
    size = 1 << bits;
  }

  /// Empty where all are taken.
  synchronized Optional<AddressRange> allocate() {
    int free = used.nextClearBit(next);
    if (free >= size) {
      free = used.nextClearBit(0);
    }
    if (free >= size) {
      return Optional.empty();
    }
    used.set(free);
    next = (free + 1) % size;
    return Optional.of(cluster.part(free, prefix));
  }

  /// Takes all parts that the range touches; false where it lies outside.
  synchronized boolean occupy(AddressRange range) {
    return set(range, true);
  }

  synchronized boolean release(AddressRange range) {
    return set(range, false);
  }

  private boolean set(AddressRange range, boolean taken) {
    if (!cluster.overlaps(range)) {
      return false;
    }
    used.set(cluster.firstPart(range, prefix), cluster.lastPart(range, prefix) + 1, taken);
    return true;
  }
}
