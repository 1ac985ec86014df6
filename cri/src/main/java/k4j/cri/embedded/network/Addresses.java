package k4j.cri.embedded.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import k4j.cri.CriException;

/// Which sandbox has which address of the pod CIDR: a file for each, named by the address.
/// Addresses go round, so that one is not used again at once.
final class Addresses {
  private final Path directory;
  private final Cidr cidr;
  private final Map<Integer, String> taken = new HashMap<>();
  private int last = 1;

  Addresses(Path directory, Cidr cidr) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.cidr = cidr;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        int address = number(file.getFileName().toString());
        taken.put(address, Files.readString(file));
        last = Math.max(last, address - cidr.base());
      }
    }
  }

  private static int number(String text) {
    int result = 0;
    for (String part : text.split("\\.", -1)) {
      result = result << 8 | Integer.parseInt(part);
    }
    return result;
  }

  synchronized int take(String owner) throws IOException {
    int hosts = cidr.hosts();
    for (int i = 1; i <= hosts; i++) {
      int candidate = (last - 1 + i) % hosts + 1;
      int address = cidr.host(candidate);
      if (candidate != 1 && !taken.containsKey(address)) {
        Files.writeString(directory.resolve(Cidr.text(address)), owner);
        taken.put(address, owner);
        last = candidate;
        return address;
      }
    }
    throw new CriException(
        CriException.Code.RESOURCE_EXHAUSTED, "no IP addresses available in range set: " + cidr);
  }

  synchronized void release(String owner) throws IOException {
    for (int address : Set.copyOf(taken.keySet())) {
      if (owner.equals(taken.get(address))) {
        try {
          Files.delete(directory.resolve(Cidr.text(address)));
        } catch (NoSuchFileException _) {
          // already gone
        }
        taken.remove(address);
      }
    }
  }

  /// Takes back what belongs to no one of these.
  synchronized void keepOnly(Set<String> owners) throws IOException {
    for (String owner : Set.copyOf(taken.values())) {
      if (!owners.contains(owner)) {
        release(owner);
      }
    }
  }
}
