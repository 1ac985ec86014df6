package k4j.cri.embedded.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.sandbox.PodSandboxConfig;

/// The files of a sandbox that its containers see in `/etc`.
public record SandboxFiles(Path directory) {
  public Path resolvConf() {
    return directory.resolve("resolv.conf");
  }

  public Path hostname() {
    return directory.resolve("hostname");
  }

  public Path hosts() {
    return directory.resolve("hosts");
  }

  void write(PodSandboxConfig config, String hostname, List<String> ips) throws IOException {
    Files.writeString(hostname(), hostname + "\n");
    Files.writeString(hosts(), hosts(hostname, ips));
    Path nodes = Path.of("/etc/resolv.conf");
    boolean asNode = config.dnsConfig().equals(DnsConfig.NODE) && Files.isReadable(nodes);
    Files.writeString(
        resolvConf(), asNode ? Files.readString(nodes) : resolvConf(config.dnsConfig()));
  }

  static String resolvConf(DnsConfig dns) {
    StringBuilder text = new StringBuilder();
    if (!dns.searches().isEmpty()) {
      text.append("search ").append(String.join(" ", dns.searches())).append('\n');
    }
    dns.servers().forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!dns.options().isEmpty()) {
      text.append("options ").append(String.join(" ", dns.options())).append('\n');
    }
    return text.toString();
  }

  static String hosts(String hostname, List<String> ips) {
    StringBuilder text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n");
    ips.forEach(ip -> text.append(ip).append('\t').append(hostname).append('\n'));
    return text.toString();
  }
}
