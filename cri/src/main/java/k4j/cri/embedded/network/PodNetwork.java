package k4j.cri.embedded.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.cri.CriException;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Netlink;
import k4j.cri.embedded.linux.NetlinkRequest;
import k4j.cri.embedded.linux.Sysctl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bridge that the pods of this node hang on, and what gives them their addresses.
public final class PodNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(PodNetwork.class);
  private static final int LOOPBACK = 1;
  private static final int DEFAULT_MTU = 1500;
  private static final String POD_INTERFACE_NAME = "eth0";

  private final String bridge;
  private final Path state;
  private final Masquerade masquerade;
  private volatile Optional<Ready> ready = Optional.empty();

  /// The network once the pod CIDR is known.
  private record Ready(Cidr cidr, Addresses addresses, int bridgeIndex, int mtu) {}

  public PodNetwork(String bridge, Path state) {
    this.bridge = bridge;
    this.state = state;
    this.masquerade = new Masquerade(bridge);
  }

  public boolean isReady() {
    return ready.isPresent();
  }

  public Optional<String> cidr() {
    return ready.map(r -> r.cidr().toString());
  }

  /// `nft`, `iptables`, or why traffic of pods to other machines keeps their own addresses.
  public String masquerading() {
    return masquerade.status();
  }

  /// Makes the network of a pod CIDR; the same again changes nothing.
  public synchronized void configure(Cidr cidr, Set<String> sandboxes) throws IOException {
    if (ready.map(r -> r.cidr().equals(cidr)).orElse(false)) {
      return;
    }
    int mtu = uplinkMtu();
    int gateway = cidr.host(1);
    try (Netlink netlink = Netlink.open()) {
      try {
        netlink.send(NetlinkRequest.addBridge(bridge, Cidr.mac(gateway), mtu));
      } catch (LinuxException e) {
        if (e.errno() != LinuxException.EEXIST) {
          throw e;
        }
      }
      int index = netlink.index(bridge);
      netlink.send(NetlinkRequest.addAddress(index, Cidr.bytes(gateway), cidr.prefix()));
      netlink.send(NetlinkRequest.setUp(index));
      forward();
      Addresses addresses = new Addresses(state, cidr);
      addresses.keepOnly(sandboxes);
      ready = Optional.of(new Ready(cidr, addresses, index, mtu));
    }
    Thread.ofVirtual().name("k4j-masquerade").start(() -> masquerade.apply(cidr));
    LOG.atInfo()
        .addKeyValue("bridge", bridge)
        .addKeyValue("podCidr", cidr)
        .log("Pod network is ready");
  }

  private static void forward() throws IOException {
    if (!Sysctl.read("net.ipv4.ip_forward").equals("1")) {
      Sysctl.write("net.ipv4.ip_forward", "1");
    }
  }

  /// Gives the calling thread's fresh network namespace its interface, address and routes. `host`
  /// was opened before that namespace was entered.
  public List<String> attach(String sandboxId, Netlink host) throws IOException {
    Ready network =
        ready.orElseThrow(() ->
            CriException.unavailable(
                "failed to setup network for sandbox: cni plugin not initialized"));
    int address = network.addresses().take(sandboxId);
    try (Fd namespace = Kernel.open("/proc/thread-self/ns/net", Kernel.O_RDONLY);
        Netlink pod = Netlink.open()) {
      host.send(
          NetlinkRequest.addVeth(
              new NetlinkRequest.Veth(
                  interfaceName(sandboxId),
                  network.bridgeIndex(),
                  POD_INTERFACE_NAME,
                  Cidr.mac(address),
                  network.mtu()),
              namespace));
      int index = pod.index(POD_INTERFACE_NAME);
      pod.send(NetlinkRequest.setUp(LOOPBACK));
      pod.send(NetlinkRequest.addAddress(index, Cidr.bytes(address), network.cidr().prefix()));
      pod.send(NetlinkRequest.setUp(index));
      pod.send(NetlinkRequest.addDefaultRoute(index, Cidr.bytes(network.cidr().host(1))));
      return List.of(Cidr.text(address));
    } catch (IOException e) {
      network.addresses().release(sandboxId);
      throw e;
    }
  }

  /// Takes the interface and the address of a sandbox back.
  public void detach(String sandboxId) throws IOException {
    deleteLink(interfaceName(sandboxId));
    Optional<Ready> network = ready;
    if (network.isPresent()) {
      network.get().addresses().release(sandboxId);
    }
  }

  /// Removes the bridge, its addresses and the rules.
  public synchronized void destroy() throws IOException {
    masquerade.remove();
    deleteLink(bridge);
    ready = Optional.empty();
  }

  private static void deleteLink(String name) throws IOException {
    try (Netlink netlink = Netlink.open()) {
      netlink.send(NetlinkRequest.deleteLink(name));
    } catch (LinuxException e) {
      if (e.errno() != LinuxException.ENODEV) {
        throw e;
      }
    }
  }

  /// The node's end of a sandbox's pair; recognisable, and as long as a name may be.
  public static String interfaceName(String sandboxId) {
    return "veth" + sandboxId.substring(0, 10);
  }

  /// Packets of pods must fit through the interface that leads out of the node.
  private static int uplinkMtu() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/net/route"))) {
      String[] fields = line.split("\t", -1);
      if (fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000")) {
        Path mtu = Path.of("/sys/class/net", fields[0], "mtu");
        return Math.min(DEFAULT_MTU, Integer.parseInt(Files.readString(mtu).strip()));
      }
    }
    return DEFAULT_MTU;
  }
}
