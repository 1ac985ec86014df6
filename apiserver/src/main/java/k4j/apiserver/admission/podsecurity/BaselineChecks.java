package k4j.apiserver.admission.podsecurity;

import static k4j.apiserver.admission.podsecurity.Violation.named;
import static k4j.apiserver.admission.podsecurity.Violation.plural;
import static k4j.apiserver.admission.podsecurity.Violation.quoted;
import static k4j.apiserver.admission.podsecurity.Violation.setters;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.JsonObject;

/// What the baseline forbids: known ways out of a pod. Pure.
final class BaselineChecks {

  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private BaselineChecks() {}

  static Optional<Violation> capabilities(PodUnderTest pod) {
    var added = new TreeSet<String>();
    List<String> bad =
        pod.containersWhere(container -> {
          List<String> more = new ArrayList<>(added(container));
          more.removeAll(CAPABILITIES);
          added.addAll(more);
          return !more.isEmpty();
        });
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "non-default capabilities",
            named("container", bad)
                + " must not include "
                + quoted(added)
                + " in securityContext.capabilities.add");
  }

  static List<String> added(JsonObject container) {
    return container.object("securityContext").object("capabilities").array("add").strings();
  }

  static Optional<Violation> hostNamespaces(PodUnderTest pod) {
    var used = new ArrayList<String>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.spec().bool(field)) {
        used.add(field + "=true");
      }
    }
    return used.isEmpty()
        ? Optional.empty()
        : Violation.of("host namespaces", String.join(", ", used));
  }

  static Optional<Violation> hostPathVolumes(PodUnderTest pod) {
    List<String> bad =
        pod.spec().array("volumes").objects().stream()
            .filter(volume -> volume.has("hostPath"))
            .map(volume -> volume.string("name"))
            .toList();
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of("hostPath volumes", named("volume", bad));
  }

  static Optional<Violation> hostPorts(PodUnderTest pod) {
    var ports = new TreeSet<String>();
    List<String> bad =
        pod.containersWhere(container -> {
          List<String> used =
              container.array("ports").objects().stream()
                  .map(port -> port.integer("hostPort"))
                  .filter(port -> port != 0)
                  .map(String::valueOf)
                  .toList();
          ports.addAll(used);
          return !used.isEmpty();
        });
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "hostPort",
            named("container", bad)
                + (bad.size() == 1 ? " uses " : " use ")
                + plural("hostPort", ports.size())
                + " "
                + String.join(", ", ports));
  }

  static Optional<Violation> hostProbes(PodUnderTest pod) {
    var hosts = new TreeSet<String>();
    var bad =
        new TreeSet<>(
            pod.containersWhere(container -> {
              var own = new TreeSet<String>();
              for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                addHosts(own, container.object(probe));
              }
              addHosts(own, container.object("lifecycle").object("postStart"));
              addHosts(own, container.object("lifecycle").object("preStop"));
              hosts.addAll(own);
              return !own.isEmpty();
            }));
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "probe or lifecycle host",
            named("container", bad)
                + (bad.size() == 1 ? " uses " : " use ")
                + named("probe or lifecycle host", hosts));
  }

  private static void addHosts(Set<String> hosts, JsonObject handler) {
    for (String kind : List.of("httpGet", "tcpSocket")) {
      String host = handler.object(kind).string("host");
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
  }

  static Optional<Violation> privileged(PodUnderTest pod) {
    List<String> bad =
        pod.containersWhere(container -> container.object("securityContext").bool("privileged"));
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "privileged",
            named("container", bad) + " must not set securityContext.privileged=true");
  }

  static Optional<Violation> procMount(PodUnderTest pod) {
    return pod.hasOwnUsers() ? Optional.empty() : anyProcMount(pod);
  }

  static Optional<Violation> anyProcMount(PodUnderTest pod) {
    var types = new TreeSet<String>();
    List<String> bad =
        pod.containersWhere(container -> {
          String type = container.object("securityContext").string("procMount");
          boolean other = !type.isEmpty() && !type.equals("Default");
          if (other) {
            types.add(type);
          }
          return other;
        });
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "procMount",
            named("container", bad)
                + " must not set securityContext.procMount to "
                + quoted(types));
  }

  static Optional<Violation> sysctls(PodUnderTest pod) {
    Set<String> allowed = allowedSysctls(pod.minor());
    List<String> bad =
        pod.securityContext().array("sysctls").objects().stream()
            .map(sysctl -> sysctl.string("name"))
            .filter(name -> !allowed.contains(name))
            .toList();
    return bad.isEmpty()
        ? Optional.empty()
        : Violation.of("forbidden sysctls", String.join(", ", bad));
  }

  private static Set<String> allowedSysctls(int minor) {
    Set<String> allowed =
        new HashSet<>(
            Set.of(
                "kernel.shm_rmid_forced",
                "net.ipv4.ip_local_port_range",
                "net.ipv4.tcp_syncookies",
                "net.ipv4.ping_group_range",
                "net.ipv4.ip_unprivileged_port_start"));
    if (minor >= 27) {
      allowed.add("net.ipv4.ip_local_reserved_ports");
    }
    if (minor >= 29) {
      allowed.addAll(
          Set.of(
              "net.ipv4.tcp_keepalive_time",
              "net.ipv4.tcp_fin_timeout",
              "net.ipv4.tcp_keepalive_intvl",
              "net.ipv4.tcp_keepalive_probes"));
    }
    if (minor >= 32) {
      allowed.addAll(Set.of("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"));
    }
    return allowed;
  }

  static Optional<Violation> windowsHostProcess(PodUnderTest pod) {
    boolean ofPod = pod.securityContext().object("windowsOptions").bool("hostProcess");
    List<String> bad =
        pod.containersWhere(container ->
            container.object("securityContext").object("windowsOptions").bool("hostProcess"));
    return !ofPod && bad.isEmpty()
        ? Optional.empty()
        : Violation.of(
            "hostProcess",
            setters(ofPod, bad) + " must not set securityContext.windowsOptions.hostProcess=true");
  }
}
