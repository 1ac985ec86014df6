package k4j.apiserver.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a person should hear about a request that goes well otherwise. Belongs to the thread of the
/// request.
public final class Warnings {

  private final Set<String> texts = new LinkedHashSet<>();

  public void add(String text) {
    texts.add(text);
  }

  public void addAll(List<String> more) {
    texts.addAll(more);
  }

  public List<String> texts() {
    return new ArrayList<>(texts);
  }
}
