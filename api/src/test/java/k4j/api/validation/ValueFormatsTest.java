package k4j.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ValueFormatsTest {

  @Test
  void aNameThatAPathCannotHoldIsRefused() {
    assertThat(ValueFormats.pathSegment("system:node")).isEmpty();
    assertThat(ValueFormats.pathSegment("..")).containsExactly("may not be '..'");
    assertThat(ValueFormats.pathSegment("a/b%"))
        .containsExactly("may not contain '/'", "may not contain '%'");
    assertThat(ValueFormats.pathSegment("a\0")).containsExactly("may not contain '\\u0000'");
  }
}
