package k4j.cri.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import k4j.cri.CriException;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.runtime.RuntimeCondition;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.LinuxSandboxSecurityContext;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.NamespaceOption;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PortMapping;
import k4j.cri.stream.AttachRequest;
import k4j.cri.stream.ExecRequest;
import k4j.cri.stream.ExecSyncResult;
import k4j.cri.stream.PortStream;
import k4j.cri.stream.StreamSession;
import k4j.cri.stream.TerminalSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What every launcher has to make true of pods: shared namespaces, network, streams.
@ParameterizedClass
@ValueSource(strings = {"crun", "runc", "native"})
final class PodTest {
  private static TestRuntime test;
  private final String launcher;

  PodTest(String launcher) {
    this.launcher = launcher;
  }

  @BeforeParameterizedClassInvocation
  static void open(String launcher) throws IOException {
    test = TestRuntime.open(launcher).withNetwork("10.231.2.0/24");
  }

  @AfterParameterizedClassInvocation
  static void close() throws IOException {
    test.close();
  }

  private String sh(String container, String script) {
    ExecSyncResult result =
        test.runtime()
            .execSync(container, List.of("/bin/sh", "-c", script), Duration.ofSeconds(20));
    return result.stdoutText().strip();
  }

  private String sleeper(String sandbox, String name) {
    return test.start(sandbox, test.host(name, "sleep", "1000"));
  }

  private static NamespaceOption namespaces(
      NamespaceMode network, NamespaceMode pid, NamespaceMode ipc) {
    return new NamespaceOption(network, pid, ipc, "");
  }

  @Test
  void sharesWhatAPodShares() throws IOException {
    String sandbox = test.sandbox("shares");
    String one = sleeper(sandbox, "one");
    String two = sleeper(sandbox, "two");
    sh(one, "echo hello >/dev/shm/message");
    assertThat(sh(two, "cat /dev/shm/message; cat /etc/hostname; hostname"))
        .isEqualTo("hello\nshares\nshares");
    for (String namespace : List.of("net", "ipc", "uts")) {
      String link = "readlink /proc/self/ns/" + namespace;
      assertThat(sh(one, link)).isEqualTo(sh(two, link)).startsWith(namespace);
    }
    assertThat(sh(one, "readlink /proc/self/ns/pid"))
        .isNotEqualTo(sh(two, "readlink /proc/self/ns/pid"));
    assertThat(sh(one, "cat /proc/1/comm")).isEqualTo("sleep");
    test.runtime().removePodSandbox(sandbox);
    assertThat(test.runtime().listPodSandbox(PodSandboxFilter.ALL))
        .noneMatch(s -> s.id().equals(sandbox));
  }

  @Test
  void sharesProcesses() {
    NamespaceOption shared = namespaces(NamespaceMode.POD, NamespaceMode.POD, NamespaceMode.POD);
    String sandbox = test.runtime().runPodSandbox(test.pod("processes", shared), "");
    String one =
        test.start(
            sandbox,
            test.host("one", "sleep", "1001")
                .securityContext(
                    LinuxContainerSecurityContext.builder().namespaceOptions(shared).build()));
    String two =
        test.start(
            sandbox,
            test.host("two", "sleep", "1002")
                .securityContext(
                    LinuxContainerSecurityContext.builder().namespaceOptions(shared).build()));
    TestRuntime.await(
        () -> sh(one, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").contains("sleep 1002"));
    NamespaceOption target =
        new NamespaceOption(NamespaceMode.POD, NamespaceMode.TARGET, NamespaceMode.POD, two);
    String debug =
        test.start(
            sandbox,
            test.host("debug", "sleep", "1003")
                .securityContext(
                    LinuxContainerSecurityContext.builder().namespaceOptions(target).build()));
    assertThat(sh(debug, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).contains("sleep 1001");
    test.runtime().stopContainer(one, Duration.ZERO);
    assertThat(test.runtime().containerStatus(one).exitCode()).isEqualTo(137);
    assertThat(sh(two, "echo alive")).isEqualTo("alive");
    test.runtime().removePodSandbox(sandbox);
  }

  @Test
  void usesTheHostsNamespaces() throws IOException {
    NamespaceOption host = namespaces(NamespaceMode.NODE, NamespaceMode.NODE, NamespaceMode.NODE);
    String sandbox = test.runtime().runPodSandbox(test.pod("node", host), "");
    assertThat(test.runtime().podSandboxStatus(sandbox).ips()).isEmpty();
    String id =
        test.start(
            sandbox,
            test.host("main", "sleep", "1000")
                .securityContext(
                    LinuxContainerSecurityContext.builder().namespaceOptions(host).build()));
    for (String namespace : List.of("net", "ipc", "uts", "pid")) {
      assertThat(sh(id, "readlink /proc/self/ns/" + namespace))
          .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)).toString());
    }
    test.runtime().removePodSandbox(sandbox);
  }

  @Test
  void connectsPodsAndNode() throws IOException {
    String server = test.sandbox("server");
    String client = test.sandbox("client");
    String ip = test.runtime().podSandboxStatus(server).ips().getFirst();
    String main =
        test.start(
            server,
            test.host("main", "python3", "-m", "http.server", "8080", "--bind", "0.0.0.0")
                .workingDir("/usr/share"));
    String caller = sleeper(client, "main");
    TestRuntime.await(() -> isOpen(ip, 8080));
    assertThat(
            sh(
                caller,
                "python3 -c 'import urllib.request as r; print(r.urlopen(\"http://"
                    + ip
                    + ":8080/\").status)'"))
        .isEqualTo("200");
    try (PortStream port = test.runtime().portForward(server, 8080)) {
      port.output().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(port.input().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.0 200 OK");
    }
    assertThatThrownBy(() -> test.runtime().portForward(server, 81))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("connection refused");
    try (ServerSocket node = new ServerSocket(0, 1, InetAddress.ofLiteral("10.231.2.1"))) {
      assertThat(
              sh(
                  caller,
                  "python3 -c 'import socket; socket.create_connection((\"10.231.2.1\", "
                      + node.getLocalPort()
                      + ")); print(\"connected\")'"))
          .isEqualTo("connected");
    }
    assertThat(test.runtime().podSandboxStats(server).network().getFirst().rxBytes()).isPositive();
    test.runtime().stopContainer(main, Duration.ZERO);
    test.runtime().removePodSandbox(server);
    test.runtime().removePodSandbox(client);
  }

  private static boolean isOpen(String ip, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(ip), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void configuresTheSandbox() throws IOException {
    int hostPort;
    try (ServerSocket free = new ServerSocket(0)) {
      hostPort = free.getLocalPort();
    }
    PodSandboxConfig plain = test.pod("configured");
    LinuxPodSandboxConfig linux = plain.linux();
    PodSandboxConfig config =
        new PodSandboxConfig(
            plain.metadata(),
            "other-name",
            plain.logDirectory(),
            new DnsConfig(List.of("10.0.0.10"), List.of("a.local", "b.local"), List.of("ndots:5")),
            List.of(new PortMapping(PortMapping.Protocol.TCP, 9000, hostPort, "127.0.0.1")),
            plain.labels(),
            plain.annotations(),
            new LinuxPodSandboxConfig(
                "",
                LinuxSandboxSecurityContext.DEFAULT,
                Map.of("net.ipv4.ip_unprivileged_port_start", "80"),
                linux.overhead(),
                linux.resources()));
    String sandbox = test.runtime().runPodSandbox(config, "");
    String id =
        test.start(
            sandbox,
            test.host(
                "main",
                "python3",
                "-c",
                "import socket; s=socket.create_server(('0.0.0.0',9000)); c,_=s.accept();"
                    + " c.sendall(b'from pod'); c.close()"));
    assertThat(
            sh(
                id,
                "cat /etc/resolv.conf; hostname; cat /proc/sys/net/ipv4/ip_unprivileged_port_start"))
        .isEqualTo("search a.local b.local\nnameserver 10.0.0.10\noptions ndots:5\nother-name\n80");
    String ip = test.runtime().podSandboxStatus(sandbox).ips().getFirst();
    assertThat(ip).startsWith("10.231.2.");
    TestRuntime.await(
        () -> sh(id, "grep -c ':2328 .* 0A' /proc/net/tcp /proc/net/tcp6").contains(":1"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hostPort);
        InputStream in = socket.getInputStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("from pod");
    }
    test.runtime().removePodSandbox(sandbox);
    assertThat(isOpen("127.0.0.1", hostPort)).isFalse();
  }

  @Test
  void executesCommands() throws Exception {
    String sandbox = test.sandbox("executes");
    String id =
        test.start(
            sandbox,
            test.host("main", "sleep", "1000")
                .envs(Map.of("FROM", "container"))
                .workingDir("/usr")
                .securityContext(LinuxContainerSecurityContext.builder().runAsUser(1000).build()));
    ExecSyncResult result =
        test.runtime()
            .execSync(
                id,
                List.of("sh", "-c", "echo $FROM; pwd; id -u; echo bad >&2; exit 5"),
                Duration.ZERO);
    assertThat(result.stdoutText()).isEqualTo("container\n/usr\n1000\n");
    assertThat(result.stderrText()).isEqualTo("bad\n");
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(sh(id, "kill -9 $$")).isEmpty();
    assertThat(sh(id, "awk '/CapBnd|CapEff/ {print $2}' /proc/self/status"))
        .isEqualTo("0000000000000000\n00000000a80425fb");
    assertThat(sh(id, "grep pids /proc/self/cgroup")).endsWith(id);
    assertThatThrownBy(
            () -> test.runtime().execSync(id, List.of("sleep", "100"), Duration.ofMillis(200)))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> test.runtime().execSync(id, List.of("nope"), Duration.ZERO))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("executable file not found in $PATH");
    try (StreamSession session =
        test.runtime().exec(new ExecRequest(id, List.of("cat"), false, true, true, true))) {
      byte[] much = new byte[300_000];
      java.util.Arrays.fill(much, (byte) 'x');
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  session.stdin().write(much);
                  session.stdin().close();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThat(session.stdout().readAllBytes()).isEqualTo(much);
      assertThat(session.waitForExit()).isZero();
      writer.join();
    }
    test.runtime().removePodSandbox(sandbox);
  }

  @Test
  void executesInATerminal() throws Exception {
    String sandbox = test.sandbox("terminal");
    String id = sleeper(sandbox, "main");
    try (StreamSession session =
        test.runtime().exec(new ExecRequest(id, List.of("sh"), true, true, true, false))) {
      session.resize(new TerminalSize(123, 45));
      session
          .stdin()
          .write(
              "stty size; tty; test -t 2 && echo terminal\nexit 6\n"
                  .getBytes(StandardCharsets.UTF_8));
      String out = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(out).contains("45 123", "/dev/pts/", "\r\nterminal");
      assertThat(session.waitForExit()).isEqualTo(6);
    }
    test.runtime().removePodSandbox(sandbox);
  }

  @Test
  void attaches() throws Exception {
    String sandbox = test.sandbox("attaches");
    String once =
        test.shell(sandbox, "once", "echo start; cat; echo end >&2", c -> c.stdin(true, true));
    try (StreamSession session =
        test.runtime().attach(new AttachRequest(once, false, true, true, true))) {
      session.stdin().write("typed\n".getBytes(StandardCharsets.UTF_8));
      session.stdin().close();
      assertThat(new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("typed\n");
      assertThat(new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("end\n");
      assertThat(session.waitForExit()).isZero();
    }
    assertThat(test.log(once)).containsExactlyInAnyOrder("start", "typed", "end");
    String terminal = test.start(sandbox, test.host("terminal", "sh").stdin(true, false).tty(true));
    try (StreamSession session =
        test.runtime().attach(new AttachRequest(terminal, true, true, true, false))) {
      session.resize(new TerminalSize(80, 33));
      session.stdin().write("sleep 0.1; stty size; exit 4\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8))
          .contains("33 80");
      assertThat(session.waitForExit()).isEqualTo(4);
    }
    test.runtime().removePodSandbox(sandbox);
  }

  @Test
  void tellsEvents() throws Exception {
    BlockingQueue<ContainerEvent> events = new LinkedBlockingQueue<>();
    try (var _ =
        test.runtime()
            .containerEvents(
                new ContainerEventListener() {
                  @Override
                  public void event(ContainerEvent event) {
                    events.add(event);
                  }

                  @Override
                  public void lost() {}
                })) {
      String sandbox = test.sandbox("events");
      String id = test.shell(sandbox, "main", "true");
      test.awaitExit(id);
      test.runtime().removeContainer(id);
      for (ContainerEvent.Type type : ContainerEvent.Type.values()) {
        ContainerEvent event = events.poll(5, TimeUnit.SECONDS);
        while (event != null && !event.containerId().equals(id)) {
          event = events.poll(5, TimeUnit.SECONDS);
        }
        assertThat(event).isNotNull();
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.podUid()).isEqualTo("uid-events");
      }
      test.runtime().stopPodSandbox(sandbox);
      assertThat(test.runtime().podSandboxStatus(sandbox).state())
          .isEqualTo(PodSandboxState.SANDBOX_NOTREADY);
      test.runtime().removePodSandbox(sandbox);
    }
  }

  @Test
  void saysWhatItIs() {
    assertThat(
            test.runtime()
                .status()
                .condition(RuntimeCondition.NETWORK_READY)
                .orElseThrow()
                .status())
        .isTrue();
    String expected = launcher.equals("native") ? "util-linux" : launcher;
    assertThat(test.runtime().status().info().get("launcher")).startsWith(expected);
    assertThat(test.runtime().version().runtimeName()).isEqualTo("k4j");
  }
}
