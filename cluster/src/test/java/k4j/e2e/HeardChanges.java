package k4j.e2e;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import k4j.testing.Eventually;

/// Changes that a client's own thread hears.
final class HeardChanges {

  private final List<String> heard = new CopyOnWriteArrayList<>();

  void hear(String type, String name) {
    heard.add(type + " " + name);
  }

  /// @param end stops the client's watch
  TestedClient.Changes closing(Runnable end) {
    return new TestedClient.Changes() {
      @Override
      public List<String> first(int count) {
        return Eventually.value(() -> List.copyOf(heard), so -> so.size() >= count);
      }

      @Override
      public void close() {
        end.run();
      }
    };
  }
}
