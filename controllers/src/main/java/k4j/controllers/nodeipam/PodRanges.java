package k4j.controllers.nodeipam;

import java.util.ArrayList;
import java.util.List;
import k4j.controllers.addresses.AddressRange;

/// Which addresses nodes are given for their pods.
///
/// @param cluster ranges of the whole cluster, at most one of each family; none where nodes have
///   theirs from somebody else
/// @param services ranges that no node may get
public record PodRanges(
    List<String> cluster, int prefixOfFour, int prefixOfSix, List<String> services) {

  private static final int DEFAULT_FOUR = 24;
  private static final int DEFAULT_SIX = 64;

  public static final PodRanges NONE =
      new PodRanges(List.of(), DEFAULT_FOUR, DEFAULT_SIX, List.of());

  public PodRanges {
    cluster = List.copyOf(cluster);
    services = List.copyOf(services);
  }

  /// With nodes' ranges of the usual sizes.
  public static PodRanges of(List<String> cluster, List<String> services) {
    return new PodRanges(cluster, DEFAULT_FOUR, DEFAULT_SIX, services);
  }

  /// @throws IllegalArgumentException where a range is none, or cannot be split
  List<NodeRanges> sets() {
    var sets = new ArrayList<NodeRanges>();
    for (String text : cluster) {
      AddressRange range = AddressRange.parse(text);
      var set = new NodeRanges(range, range.width() == Integer.SIZE ? prefixOfFour : prefixOfSix);
      services.forEach(service -> set.occupy(AddressRange.parse(service)));
      sets.add(set);
    }
    return sets;
  }
}
