package k4j.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WriteCountsTest {

  private static final String ROLES = "/roles/";

  private final WriteCounts counts = new WriteCounts();

  @Test
  void whatIsReadDuringAWriteIsNeverTakenForNewest() {
    assertThat(counts.of(ROLES)).isEqualTo(counts.of(ROLES));
    long before = counts.of(ROLES);
    try (var _ = counts.begin(ROLES)) {
      long during = counts.of(ROLES);
      assertThat(during).isNegative().isNotEqualTo(counts.of(ROLES));
    }
    assertThat(counts.of(ROLES)).isNotEqualTo(before).isNotNegative().isEqualTo(counts.of(ROLES));
    try (var _ = counts.begin("/pods/")) {
      assertThat(counts.of(ROLES)).isNotNegative();
    }
  }
}
