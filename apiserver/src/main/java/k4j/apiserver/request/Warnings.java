package k4j.apiserver.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a person should hear about a request that goes well otherwise. Threads that work on one
/// request share it.
public final class Warnings {

  private final Set<String> texts = new LinkedHashSet<>();

  public synchronized void add(String text) {
    texts.add(text);
  }

  public synchronized void addAll(List<String> more) {
    texts.addAll(more);
  }

  public synchronized List<String> texts() {
    return new ArrayList<>(texts);
  }
}
