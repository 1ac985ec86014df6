package k4j.cri.container;

import java.util.List;

/// Capabilities to add to and drop from the runtime's default set; names with or without `CAP_`, or
/// `ALL`.
public record Capabilities(List<String> add, List<String> drop) {
  public static final Capabilities DEFAULT = new Capabilities(List.of(), List.of());

  public Capabilities {
    add = List.copyOf(add);
    drop = List.copyOf(drop);
  }
}
