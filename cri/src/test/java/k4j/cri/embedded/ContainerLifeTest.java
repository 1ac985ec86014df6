package k4j.cri.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import k4j.cri.container.ContainerState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"crun", "runc", "native"})
final class ContainerLifeTest {
  @Parameter String launcher;
  private TestRuntime test;

  @BeforeEach
  void open() throws IOException {
    test = TestRuntime.open(launcher);
  }

  @AfterEach
  void close() throws IOException {
    test.close();
  }

  @Test
  void runsAndLogsAndExits() throws IOException {
    test.withNetwork("10.231.1.0/24");
    String sandbox = test.sandbox("first");
    String id = test.shell(sandbox, "main", "echo out; echo err >&2; hostname; exit 7");
    assertThat(test.awaitExit(id).exitCode()).isEqualTo(7);
    assertThat(test.log(id)).contains("out", "err", "first");
    assertThat(test.runtime().containerStatus(id).reason()).isEqualTo("Error");
    assertThat(test.runtime().containerStatus(id).state())
        .isEqualTo(ContainerState.CONTAINER_EXITED);
  }
}
