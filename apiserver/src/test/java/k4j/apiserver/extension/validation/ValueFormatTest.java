package k4j.apiserver.extension.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// As kube-apiserver 1.36.2 judged the same texts.
class ValueFormatTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hostname | a_b       | false
          hostname | a.b       | false
          hostname | a.bc      | true
          hostname | 1-a.b.com | true
          hostname | a-        | true
          hostname | -         | false
          duration | 1h        | true
          duration | 3 weeks   | true
          duration | P1D       | true
          duration | 1x        | false
          duration | hour      | false
          """)
  void textsAreJudgedAsInGo(String format, String text, boolean fits) {
    assertThat(ValueFormat.fits(format, text)).isEqualTo(fits);
  }
}
