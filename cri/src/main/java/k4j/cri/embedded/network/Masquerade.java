package k4j.cri.embedded.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets pods reach other machines under the node's address, where nft or iptables is installed.
/// Without them everything on this machine works all the same.
final class Masquerade {
  private static final Logger LOG = LoggerFactory.getLogger(Masquerade.class);
  private static final List<String> DIRECTORIES =
      List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/local/bin");

  private final String bridge;
  private volatile String status = "not set up yet";
  private boolean removed;
  private volatile Optional<Cidr> applied = Optional.empty();

  Masquerade(String bridge) {
    this.bridge = bridge;
  }

  String status() {
    return status;
  }

  synchronized void apply(Cidr cidr) {
    if (removed) {
      return;
    }
    try {
      applied = Optional.of(cidr);
      if (program("nft").isPresent()
          && run(List.of(program("nft").get(), "-f", "-"), rules(cidr))) {
        status = "nft";
      } else if (program("iptables").isPresent() && iptables("-A", cidr)) {
        status = "iptables";
      } else {
        status = "none: neither nft nor iptables works here";
        LOG.atInfo().log("Pods reach other machines under their own addresses only");
      }
    } catch (IOException e) {
      status = "none: " + e.getMessage();
      LOG.atWarn().setCause(e).log("Masquerading could not be set up");
    }
  }

  synchronized void remove() throws IOException {
    removed = true;
    Optional<String> nft = program("nft");
    if (nft.isPresent() && !status.equals("iptables")) {
      run(List.of(nft.get(), "delete", "table", "ip", bridge), "");
    }
    if (status.equals("iptables") && applied.isPresent()) {
      iptables("-D", applied.get());
    }
    status = "removed";
  }

  /// Adding, emptying and filling the table in one transaction makes it the same however often.
  private String rules(Cidr cidr) {
    return """
    table ip %1$s {}
    flush table ip %1$s
    table ip %1$s {
      chain postrouting {
        type nat hook postrouting priority srcnat;
        ip saddr %2$s ip daddr != %2$s oifname != { "%1$s", "lo" } masquerade
      }
    }
    """
        .formatted(bridge, cidr);
  }

  private boolean iptables(String action, Cidr cidr) throws IOException {
    String range = cidr.toString();
    List<String> rule =
        List.of(
            "POSTROUTING", "-s", range, "!", "-d", range, "!", "-o", bridge, "-j", "MASQUERADE");
    String program = program("iptables").orElseThrow();
    if (action.equals("-A") && run(command(program, "-C", rule), "")) {
      return true;
    }
    return run(command(program, action, rule), "");
  }

  private static List<String> command(String program, String action, List<String> rule) {
    List<String> command = new ArrayList<>(List.of(program, "-w", "-t", "nat", action));
    command.addAll(rule);
    return command;
  }

  private static Optional<String> program(String name) {
    return DIRECTORIES.stream()
        .map(d -> d + "/" + name)
        .filter(p -> Files.isExecutable(Path.of(p)))
        .findFirst();
  }

  private static boolean run(List<String> command, String input) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean good = process.waitFor() == 0;
      if (!good) {
        LOG.atDebug().addKeyValue("command", command).addKeyValue("output", output).log("Refused");
      }
      return good;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
