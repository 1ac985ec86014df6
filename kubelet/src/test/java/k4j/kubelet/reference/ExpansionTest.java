package k4j.kubelet.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

  private static final Map<String, String> VALUES = Map.of("A", "one", "B", "$(A)", "EMPTY", "");

  @ParameterizedTest
  @CsvSource({
    "$(A), one",
    "x-$(A)-$(A)-y, x-one-one-y",
    "$(B), $(A)",
    "$$(A), $(A)",
    "$$$(A), $one",
    "$(UNKNOWN), $(UNKNOWN)",
    "[$(EMPTY)], []",
    "$(A, $(A",
    "cost $5, cost $5",
    "end$, end$"
  })
  void knownNamesAreReplaced(String text, String expected) {
    assertThat(Expansion.expand(text, VALUES)).isEqualTo(expected);
  }
}
