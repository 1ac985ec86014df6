package k4j.cri.embedded.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.embedded.image.ImageContent;
import k4j.cri.embedded.oci.ProcessSpec;
import k4j.cri.embedded.process.Accounts;
import k4j.cri.embedded.process.GoScript;
import k4j.cri.image.ImageSpec;
import org.junit.jupiter.api.Test;

final class ProcessPlanTest {
  private static final String PASSWD =
      "root:x:0:0::/root:/bin/sh\n# comment\napp:x:1001:1002::/home/app:\nodd line\n";
  private static final String GROUP = "root:x:0:\nstaff:x:50:app,other\ndocker:x:99:other\n";
  private final Accounts accounts = new Accounts(PASSWD, GROUP);

  private static ContainerConfig.Builder config() {
    return ContainerConfig.builder("c", 0, ImageSpec.of("i"));
  }

  private static ImageContent.Defaults image(List<String> entrypoint, List<String> command) {
    return new ImageContent.Defaults(
        entrypoint, command, Map.of("PATH", "/image", "A", "image"), "/work", "app:50", "");
  }

  @Test
  void combinesCommandAndArguments() {
    ImageContent.Defaults image = image(List.of("e"), List.of("c"));
    assertThat(ProcessPlan.arguments(config().build(), image)).containsExactly("e", "c");
    assertThat(ProcessPlan.arguments(config().args(List.of("a")).build(), image))
        .containsExactly("e", "a");
    assertThat(ProcessPlan.arguments(config().command(List.of("x")).build(), image))
        .containsExactly("x");
    assertThat(
            ProcessPlan.arguments(config().command(List.of("x")).args(List.of("a")).build(), image))
        .containsExactly("x", "a");
    assertThatThrownBy(() -> ProcessPlan.arguments(config().build(), image(List.of(), List.of())))
        .hasMessage("no command specified");
  }

  @Test
  void findsUsers() {
    LinuxContainerSecurityContext.Builder none = LinuxContainerSecurityContext.builder();
    assertThat(accounts.user(none.build(), "")).isEqualTo(new ContainerUser(0, 0, List.of()));
    assertThat(accounts.user(none.build(), "app"))
        .isEqualTo(new ContainerUser(1001, 1002, List.of(50L)));
    assertThat(accounts.user(none.build(), "app:docker").gid()).isEqualTo(99);
    assertThat(accounts.user(none.build(), "4000:5000"))
        .isEqualTo(new ContainerUser(4000, 5000, List.of()));
    assertThat(
            accounts.user(
                LinuxContainerSecurityContext.builder()
                    .runAsUser(1001)
                    .runAsGroup(7)
                    .supplementalGroups(List.of(8L))
                    .build(),
                "root"))
        .isEqualTo(new ContainerUser(1001, 7, List.of(8L, 50L)));
    assertThat(
            accounts
                .user(
                    LinuxContainerSecurityContext.builder()
                        .supplementalGroups(List.of(8L))
                        .supplementalGroupsStrict(true)
                        .build(),
                    "app")
                .supplementalGroups())
        .containsExactly(8L);
    assertThatThrownBy(() -> accounts.user(none.build(), "root:nogroup"))
        .hasMessage("unable to find group nogroup: no matching entries in group file");
  }

  @Test
  void layersTheEnvironment() {
    ProcessSpec process =
        ProcessPlan.of(
            config().envs(Map.of("A", "pod")).tty(true).build(),
            image(List.of("e"), List.of()),
            accounts,
            "host",
            -1L);
    assertThat(process.environment())
        .containsEntry("PATH", "/image")
        .containsEntry("A", "pod")
        .containsEntry("HOSTNAME", "host")
        .containsEntry("TERM", "xterm")
        .containsEntry("HOME", "/home/app");
    assertThat(process.workingDirectory()).isEqualTo("/work");
    assertThat(process.capabilities()).hasSize(14);
  }

  @Test
  void quotesForTheShell() {
    ProcessSpec process =
        ProcessPlan.of(
            config().command(List.of("a'b", "$c\nd")).envs(Map.of("x.y", "1")).build(),
            image(List.of(), List.of()),
            accounts,
            "h",
            -1L);
    assertThat(GoScript.of(process, "/usr/bin/env", "#end"))
        .contains("export A='image'\n")
        .endsWith("exec '/usr/bin/env' 'x.y=1' 'a'\\''b' '$c\nd'\n#end\n");
  }
}
