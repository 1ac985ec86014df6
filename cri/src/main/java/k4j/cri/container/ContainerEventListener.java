package k4j.cri.container;

/// Who is told of container events.
public interface ContainerEventListener {
  void event(ContainerEvent event);

  /// Events were dropped because this listener was too slow: list to know the state.
  void lost();
}
