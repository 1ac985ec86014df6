package k4j.client.event;

/// Who reports.
///
/// @param component such as `deployment-controller`
/// @param host the node it runs on, may be empty
public record EventSource(String component, String host) {

  public static EventSource of(String component) {
    return new EventSource(component, "");
  }
}
