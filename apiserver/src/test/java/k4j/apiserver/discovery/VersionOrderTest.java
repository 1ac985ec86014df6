package k4j.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {

  @Test
  void stableBeforeBetaBeforeAlphaBeforeTheRest() {
    List<String> best =
        List.of(
            "v10",
            "v2",
            "v1",
            "v11beta2",
            "v10beta3",
            "v3beta1",
            "v12alpha1",
            "v11alpha2",
            "foo1",
            "foo10");
    assertThat(best.reversed().stream().sorted(VersionOrder.BEST_FIRST)).isEqualTo(best);
  }
}
