package k4j.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import k4j.controllers.addresses.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRangesTest {

  private static String next(NodeRanges ranges) {
    return ranges.allocate().map(AddressRange::toString).orElse("none");
  }

  @ParameterizedTest
  @CsvSource({
    "127.123.234.0/30, 30, 127.123.234.0/30, none",
    "10.244.0.0/16, 24, 10.244.0.0/24, 10.244.1.0/24",
    "10.0.0.0/8, 16, 10.0.0.0/16, 10.1.0.0/16",
    "10.244.3.7/16, 24, 10.244.0.0/24, 10.244.1.0/24",
    "beef:1234::/30, 30, beef:1234::/30, none",
    "fd00:10::/48, 64, fd00:10::/64, fd00:10:0:1::/64",
    "fd00:10::/56, 72, fd00:10::/72, fd00:10:0:0:100::/72",
    "fd00:10::/112, 120, fd00:10::/120, fd00:10::100/120"
  })
  void splits(String cluster, int prefix, String first, String second) {
    var ranges = new NodeRanges(AddressRange.parse(cluster), prefix);
    assertThat(next(ranges)).isEqualTo(first);
    assertThat(next(ranges)).isEqualTo(second);
  }

  @Test
  void goesRoundBeforeItUsesWhatWasGivenBack() {
    var ranges = new NodeRanges(AddressRange.parse("10.0.0.0/30"), 32);
    var all = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      all.add(next(ranges));
    }
    assertThat(all).containsExactly("10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32");
    assertThat(next(ranges)).isEqualTo("none");
    assertThat(ranges.release(AddressRange.parse("10.0.0.1/32"))).isTrue();
    assertThat(ranges.release(AddressRange.parse("10.0.0.2/32"))).isTrue();
    assertThat(next(ranges)).isEqualTo("10.0.0.1/32");
    ranges.release(AddressRange.parse("10.0.0.0/32"));
    assertThat(next(ranges)).isEqualTo("10.0.0.2/32");
    assertThat(next(ranges)).isEqualTo("10.0.0.0/32");
  }

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/24, true, 10.244.1.0/24",
    "10.244.0.0/22, true, 10.244.4.0/24",
    "10.244.0.128/25, true, 10.244.1.0/24",
    "10.0.0.0/8, true, none",
    "10.245.0.0/24, false, 10.244.0.0/24",
    "fd00::/64, false, 10.244.0.0/24"
  })
  void leavesOutWhatIsTaken(String taken, boolean inside, String first) {
    var ranges = new NodeRanges(AddressRange.parse("10.244.0.0/16"), 24);
    assertThat(ranges.occupy(AddressRange.parse(taken))).isEqualTo(inside);
    assertThat(next(ranges)).isEqualTo(first);
  }

  @Test
  void servicesKeepTheirRange() {
    List<NodeRanges> sets = PodRanges.of(List.of("10.0.0.0/8"), List.of("10.0.0.0/12")).sets();
    assertThat(next(sets.getFirst())).isEqualTo("10.16.0.0/24");
  }

  @Test
  void refusesWhatCannotBeSplit() {
    assertThatThrownBy(() -> new NodeRanges(AddressRange.parse("10.0.0.0/24"), 16))
        .hasMessageContaining("mask size");
    assertThatThrownBy(() -> new NodeRanges(AddressRange.parse("fd00::/32"), 64))
        .hasMessageContaining("too big");
    assertThatThrownBy(() -> AddressRange.parse("10.0.0.0")).hasMessageContaining("invalid CIDR");
    assertThatThrownBy(() -> AddressRange.parse("10.0.0.0/40")).hasMessageContaining("invalid");
  }
}
