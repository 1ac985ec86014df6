package k4j.cri.embedded.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.cri.CriException;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerSecurityContext;

/// Decides who a container runs as, from what the pod and the image say and the image's own
/// `/etc/passwd` and `/etc/group`.
public final class Accounts {
  private final List<String[]> users;
  private final List<String[]> groups;

  public Accounts(String passwd, String group) {
    users = rows(passwd, 7);
    groups = rows(group, 4);
  }

  private static List<String[]> rows(String text, int fields) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> java.util.Arrays.copyOf(line.split(":", -1), fields))
        .filter(row -> isNumber(row[2]))
        .toList();
  }

  private static boolean isNumber(@org.jspecify.annotations.Nullable String text) {
    return text != null && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  public ContainerUser user(LinuxContainerSecurityContext security, String imageUser) {
    String asked = imageUser;
    if (security.runAsUser().isPresent()) {
      asked = Long.toString(security.runAsUser().getAsLong());
    } else if (!security.runAsUsername().isEmpty()) {
      asked = security.runAsUsername();
    }
    String[] parts = asked.split(":", 2);
    String name = parts[0].isEmpty() ? "0" : parts[0];
    Optional<String[]> row = row(users, name);
    long uid = row.map(r -> Long.parseLong(r[2])).orElseGet(() -> number(name, "user", "passwd"));
    long gid = row.map(r -> Long.parseLong(r[3])).orElse(0L);
    if (parts.length > 1 && !parts[1].isEmpty()) {
      gid = group(parts[1]);
    }
    gid = security.runAsGroup().orElse(gid);
    return new ContainerUser(uid, gid, supplementary(security, row));
  }

  private List<Long> supplementary(
      LinuxContainerSecurityContext security, Optional<String[]> user) {
    List<Long> result = new ArrayList<>(security.supplementalGroups());
    if (!security.supplementalGroupsStrict() && user.isPresent()) {
      String name = user.get()[0];
      for (String[] group : groups) {
        long gid = Long.parseLong(group[2]);
        boolean member = group[3] != null && List.of(group[3].split(",", -1)).contains(name);
        if (member && !result.contains(gid)) {
          result.add(gid);
        }
      }
    }
    return result;
  }

  /// Where a user is at home, `/` for one that the image does not know.
  public String home(long uid) {
    return row(users, Long.toString(uid))
        .map(r -> r[5] == null || r[5].isEmpty() ? "/" : r[5])
        .orElse("/");
  }

  private long group(String name) {
    return row(groups, name)
        .map(r -> Long.parseLong(r[2]))
        .orElseGet(() -> number(name, "group", "group"));
  }

  private static Optional<String[]> row(List<String[]> rows, String name) {
    return rows.stream().filter(r -> r[0].equals(name) || r[2].equals(name)).findFirst();
  }

  private static long number(String name, String what, String file) {
    if (!isNumber(name)) {
      throw CriException.invalid(
          "unable to find " + what + " " + name + ": no matching entries in " + file + " file");
    }
    return Long.parseLong(name);
  }
}
