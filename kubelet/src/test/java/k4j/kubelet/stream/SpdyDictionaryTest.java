package k4j.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class SpdyDictionaryTest {

  @Test
  void itIsTheOneThatAllPeersHave() {
    Adler32 sum = new Adler32();
    sum.update(SpdyDictionary.bytes());
    assertThat(sum.getValue()).isEqualTo(0xe3c6a7c2L);
  }
}
