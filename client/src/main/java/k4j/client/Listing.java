package k4j.client;

import java.util.List;
import k4j.api.meta.ApiObject;

/// One page of a list.
///
/// @param resourceVersion the state of the cluster that it shows: a watch begins here
/// @param next the token of the next page, empty at the end
/// @param remaining how many objects follow, as far as the server knows
public record Listing<T extends ApiObject>(
    List<T> items, String resourceVersion, String next, long remaining) {

  public Listing {
    items = List.copyOf(items);
  }
}
