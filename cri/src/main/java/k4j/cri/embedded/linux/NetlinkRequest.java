package k4j.cri.embedded.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// One request to the kernel's routing tables, built attribute by attribute.
public final class NetlinkRequest {
  private static final int REQUEST_ACK = 5;
  private static final int CREATE_EXCLUSIVE = 0x600;
  private static final int CREATE_REPLACE = 0x500;
  static final short NEWLINK = 16;
  private static final short DELLINK = 17;
  private static final short GETLINK = 18;
  private static final short NEWADDR = 20;
  private static final short NEWROUTE = 24;
  private static final short IFLA_ADDRESS = 1;
  private static final short IFLA_IFNAME = 3;
  private static final short IFLA_MTU = 4;
  private static final short IFLA_MASTER = 10;
  private static final short IFLA_LINKINFO = 18;
  private static final short IFLA_NET_NS_FD = 28;
  private static final int AF_INET = 2;
  private static final int UP = 1;
  private static final int ROUTE_TABLE_MAIN = 254;

  private final String what;
  private final ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());

  private NetlinkRequest(String what, short type, int flags) {
    this.what = what;
    out.putInt(0).putShort(type).putShort((short) (REQUEST_ACK | flags)).putInt(0).putInt(0);
  }

  String what() {
    return what;
  }

  byte[] bytes(int sequence) {
    out.putInt(0, out.position()).putInt(8, sequence);
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  /// Makes a bridge, up, with a fixed hardware address.
  public static NetlinkRequest addBridge(String name, byte[] mac, int mtu) {
    NetlinkRequest request = new NetlinkRequest("add bridge " + name, NEWLINK, CREATE_EXCLUSIVE);
    request.link(0, true);
    request.text(IFLA_IFNAME, name);
    request.bytes(IFLA_ADDRESS, mac);
    request.number(IFLA_MTU, mtu);
    int info = request.open(IFLA_LINKINFO);
    request.text((short) 1, "bridge");
    request.close(info);
    return request;
  }

  /// The ends of a veth pair: ours by name, at a bridge; the other's name and hardware address in
  /// its namespace.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Veth(String name, int bridge, String peer, byte[] peerMac, int mtu) {}

  public static NetlinkRequest addVeth(Veth veth, Fd peerNamespace) {
    NetlinkRequest request =
        new NetlinkRequest("add veth " + veth.name(), NEWLINK, CREATE_EXCLUSIVE);
    request.link(0, true);
    request.text(IFLA_IFNAME, veth.name());
    request.number(IFLA_MTU, veth.mtu());
    request.number(IFLA_MASTER, veth.bridge());
    int info = request.open(IFLA_LINKINFO);
    request.text((short) 1, "veth");
    int data = request.open((short) 2);
    int peer = request.open((short) 1);
    request.link(0, false);
    request.text(IFLA_IFNAME, veth.peer());
    request.number(IFLA_MTU, veth.mtu());
    request.bytes(IFLA_ADDRESS, veth.peerMac());
    request.number(IFLA_NET_NS_FD, peerNamespace.number());
    request.close(peer);
    request.close(data);
    request.close(info);
    return request;
  }

  static NetlinkRequest getLink(String name) {
    NetlinkRequest request = new NetlinkRequest("find link " + name, GETLINK, 0);
    request.link(0, false);
    request.text(IFLA_IFNAME, name);
    return request;
  }

  public static NetlinkRequest setUp(int index) {
    NetlinkRequest request = new NetlinkRequest("set link up", NEWLINK, 0);
    request.link(index, true);
    return request;
  }

  public static NetlinkRequest deleteLink(String name) {
    NetlinkRequest request = new NetlinkRequest("delete link " + name, DELLINK, 0);
    request.link(0, false);
    request.text(IFLA_IFNAME, name);
    return request;
  }

  public static NetlinkRequest addAddress(int index, byte[] address, int prefix) {
    NetlinkRequest request = new NetlinkRequest("add address", NEWADDR, CREATE_REPLACE);
    request.out.put((byte) AF_INET).put((byte) prefix).put((byte) 0).put((byte) 0).putInt(index);
    request.bytes((short) 1, address);
    request.bytes((short) 2, address);
    return request;
  }

  public static NetlinkRequest addDefaultRoute(int index, byte[] gateway) {
    NetlinkRequest request = new NetlinkRequest("add default route", NEWROUTE, CREATE_EXCLUSIVE);
    request.out.put((byte) AF_INET).put((byte) 0).put((byte) 0).put((byte) 0);
    request.out.put((byte) ROUTE_TABLE_MAIN).put((byte) 3).put((byte) 0).put((byte) 1).putInt(0);
    request.bytes((short) 5, gateway);
    request.number((short) 4, index);
    return request;
  }

  private void link(int index, boolean up) {
    int flag = up ? UP : 0;
    out.putShort((short) 0).putShort((short) 0).putInt(index).putInt(flag).putInt(flag);
  }

  private void text(short type, String value) {
    bytes(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  private void number(short type, int value) {
    int start = open(type);
    out.putInt(value);
    close(start);
  }

  private void bytes(short type, byte[] value) {
    int start = open(type);
    out.put(value);
    close(start);
  }

  private int open(short type) {
    int start = out.position();
    out.putShort((short) 0).putShort(type);
    return start;
  }

  /// Lengths do not count the padding after a value.
  private void close(int start) {
    out.putShort(start, (short) (out.position() - start));
    while (out.position() % 4 != 0) {
      out.put((byte) 0);
    }
  }
}
