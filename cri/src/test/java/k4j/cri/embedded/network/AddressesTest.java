package k4j.cri.embedded.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import k4j.cri.CriException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddressesTest {
  private static final Cidr CIDR = Cidr.first("fd00::/64, 10.1.2.8/29").orElseThrow();
  @TempDir Path directory;

  @Test
  void parsesRanges() {
    assertThat(CIDR).hasToString("10.1.2.8/29");
    assertThat(Cidr.first("10.1.2.13/29")).contains(CIDR);
    assertThat(CIDR.hosts()).isEqualTo(6);
    assertThat(Cidr.text(CIDR.host(1))).isEqualTo("10.1.2.9");
    for (String bad :
        new String[] {"", "10.0.0.0", "10.0.0/8", "10.0.0.256/8", "1.2.3.4/33", "x"}) {
      assertThat(Cidr.first(bad)).isEmpty();
    }
  }

  @Test
  void goesRoundAndRemembers() throws IOException {
    Addresses addresses = new Addresses(directory, CIDR);
    assertThat(Cidr.text(addresses.take("a"))).isEqualTo("10.1.2.10");
    assertThat(Cidr.text(addresses.take("b"))).isEqualTo("10.1.2.11");
    addresses.release("a");
    assertThat(Cidr.text(addresses.take("c"))).isEqualTo("10.1.2.12");
    Addresses again = new Addresses(directory, CIDR);
    assertThat(Cidr.text(again.take("d"))).isEqualTo("10.1.2.13");
    assertThat(Cidr.text(again.take("e"))).isEqualTo("10.1.2.14");
    assertThat(Cidr.text(again.take("f"))).isEqualTo("10.1.2.10");
    assertThatThrownBy(() -> again.take("g"))
        .isInstanceOf(CriException.class)
        .hasMessageContaining("no IP addresses available");
    again.keepOnly(Set.of("b"));
    assertThat(Cidr.text(again.take("h"))).isEqualTo("10.1.2.12");
  }
}
