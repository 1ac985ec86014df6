package k4j.cri.simulated;

import java.util.BitSet;
import k4j.cri.CriException;
import k4j.cri.embedded.network.Cidr;

/// The addresses of one simulated node's pods. They go round, so that one is not used again at
/// once.
final class SimulatedNetwork {

  private final BitSet taken = new BitSet();
  private Cidr cidr = new Cidr(0, 30);
  private int last = 1;

  synchronized void use(Cidr range) {
    cidr = range;
  }

  synchronized String take() {
    int hosts = cidr.hosts();
    for (int i = 0; i < hosts; i++) {
      int candidate = last % hosts + 1;
      last = candidate;
      if (candidate > 1 && !taken.get(candidate)) {
        taken.set(candidate);
        return Cidr.text(cidr.host(candidate));
      }
    }
    throw new CriException(
        CriException.Code.RESOURCE_EXHAUSTED, "no IP addresses available in range set: " + cidr);
  }

  synchronized void release(String address) {
    for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
      if (Cidr.text(cidr.host(i)).equals(address)) {
        taken.clear(i);
        return;
      }
    }
  }
}
