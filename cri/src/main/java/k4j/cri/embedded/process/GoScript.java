package k4j.cri.embedded.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import k4j.cri.embedded.oci.ProcessSpec;

/// What the last shell of a native container is told once its root is ready: environment, directory
/// and command, quoted so that a shell takes them as they are.
public final class GoScript {
  private GoScript() {}

  /// The lines up to the end mark. Names that no shell can export are set by the image's own `env`.
  public static String of(ProcessSpec process, String envProgram, String endMark) {
    StringBuilder script = new StringBuilder("umask 0022\nunset OLDPWD SHLVL line script\n");
    List<String> command = new ArrayList<>();
    process
        .environment()
        .forEach((name, value) -> {
          if (isShellName(name)) {
            script.append("export ").append(name).append('=').append(quoted(value)).append('\n');
          } else {
            command.add(name + "=" + value);
          }
        });
    if (!command.isEmpty()) {
      command.addFirst(envProgram);
    }
    command.addAll(process.arguments());
    script.append("cd ").append(quoted(process.workingDirectory())).append(" || exit 126\nexec");
    command.forEach(word -> script.append(' ').append(quoted(word)));
    return script.append('\n').append(endMark).append('\n').toString();
  }

  public static boolean needsEnv(Map<String, String> environment) {
    return !environment.keySet().stream().allMatch(GoScript::isShellName);
  }

  private static boolean isShellName(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  public static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
