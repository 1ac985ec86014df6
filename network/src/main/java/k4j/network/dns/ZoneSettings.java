package k4j.network.dns;

import java.net.InetAddress;

/// @param domain such as `cluster.local`
/// @param server the address of the DNS service itself
/// @param ttlSeconds of every record, 30 as kubeadm configures CoreDNS
public record ZoneSettings(String domain, InetAddress server, int ttlSeconds) {}
