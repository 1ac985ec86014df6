package k4j.network.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.core.v1.Service;
import k4j.api.core.v1.ServicePort;
import k4j.api.discovery.v1.EndpointConditions;
import k4j.api.discovery.v1.EndpointPort;
import k4j.api.discovery.v1.EndpointSlice;

/// Says where the proxy listens for one service, and what stands behind each place. Rules of
/// kube-proxy (KEP-1669 terminating endpoints, KEP-2086 internal traffic policy).
final class ServicePlan {

  private static final int DEFAULT_AFFINITY_SECONDS = 10_800;
  private static final String LOCAL = "Local";

  private ServicePlan() {}

  /// @param slices those of the service
  static Map<Frontend, Backend> of(Service service, List<EndpointSlice> slices, ProxyNode node) {
    Map<Frontend, Backend> plan = new LinkedHashMap<>();
    String type = service.spec().type();
    String clusterIp = service.spec().clusterIP();
    if (type.equals("ExternalName") || clusterIp.isEmpty() || clusterIp.equals("None")) {
      return plan;
    }
    for (ServicePort port : service.spec().ports()) {
      if (port.protocol().equals("SCTP")) {
        continue;
      }
      Protocol protocol = port.protocol().equals("UDP") ? Protocol.UDP : Protocol.TCP;
      List<Candidate> candidates = candidates(port, slices, node);
      Backend inside =
          backend(service, port, candidates, service.spec().internalTrafficPolicy().equals(LOCAL));
      for (String address : addresses(service)) {
        plan.put(new Frontend(protocol, address, port.port()), inside);
      }
      if (port.nodePort() > 0) {
        boolean local = service.spec().externalTrafficPolicy().equals(LOCAL);
        Backend outside = backend(service, port, candidates, local);
        for (String address : node.addresses()) {
          plan.put(new Frontend(protocol, address, port.nodePort()), outside);
        }
      }
    }
    return plan;
  }

  private static Set<String> addresses(Service service) {
    var addresses = new LinkedHashSet<String>();
    addresses.add(service.spec().clusterIP());
    addresses.addAll(service.spec().clusterIPs());
    addresses.removeIf(address -> address.contains(":")); // one family for now: IPv4
    return addresses;
  }

  private record Candidate(Endpoint endpoint, boolean ready, boolean fallback) {}

  private static List<Candidate> candidates(
      ServicePort port, List<EndpointSlice> slices, ProxyNode node) {
    var found = new ArrayList<Candidate>();
    for (EndpointSlice slice : slices) {
      if (!slice.addressType().equals("IPv4")) {
        continue;
      }
      for (EndpointPort offered : slice.ports()) {
        if (offered.name().equals(port.name())
            && offered.protocol().equals(port.protocol())
            && offered.port() > 0) {
          addCandidates(found, slice, offered.port(), node);
        }
      }
    }
    return found;
  }

  private static void addCandidates(
      List<Candidate> found, EndpointSlice slice, int port, ProxyNode node) {
    for (k4j.api.discovery.v1.Endpoint each : slice.endpoints()) {
      if (each.addresses().isEmpty()) {
        continue;
      }
      EndpointConditions conditions = each.conditions();
      boolean ready = !conditions.hasReady() || conditions.ready();
      boolean serving = conditions.hasServing() ? conditions.serving() : ready;
      var endpoint =
          new Endpoint(each.addresses().getFirst(), port, each.nodeName().equals(node.name()));
      found.add(new Candidate(endpoint, ready, serving && conditions.terminating()));
    }
  }

  private static Backend backend(
      Service service, ServicePort port, List<Candidate> candidates, boolean localOnly) {
    List<Candidate> near =
        localOnly
            ? candidates.stream().filter(each -> each.endpoint().local()).toList()
            : candidates;
    List<Endpoint> usable = distinct(near.stream().filter(Candidate::ready).toList());
    if (usable.isEmpty()) {
      usable = distinct(near.stream().filter(Candidate::fallback).toList());
    }
    String name = service.key() + (port.name().isEmpty() ? "" : ":" + port.name());
    return new Backend(name, usable, affinity(service));
  }

  private static List<Endpoint> distinct(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::endpoint).distinct().toList();
  }

  private static Duration affinity(Service service) {
    if (!service.spec().sessionAffinity().equals("ClientIP")) {
      return Duration.ZERO;
    }
    int seconds = service.spec().sessionAffinityConfig().clientIP().timeoutSeconds();
    return Duration.ofSeconds(seconds > 0 ? seconds : DEFAULT_AFFINITY_SECONDS);
  }
}
