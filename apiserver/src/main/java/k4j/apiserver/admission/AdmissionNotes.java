package k4j.apiserver.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import k4j.apiserver.request.Trail;
import k4j.apiserver.request.Warnings;

/// What the plugins remember and tell while one request passes them. Belongs to the thread of the
/// request.
public final class AdmissionNotes {

  private final Warnings warnings;
  private final Trail trail;
  private Map<Class<?>, Object> memories = Map.of();
  private boolean again;
  private boolean secondRound;

  public AdmissionNotes(Warnings warnings, Trail trail) {
    this.warnings = warnings;
    this.trail = trail;
  }

  /// For requests that nobody asked for.
  public AdmissionNotes() {
    this(new Warnings(), new Trail());
  }

  public Warnings warnings() {
    return warnings;
  }

  /// Takes what an audit should know.
  public Trail trail() {
    return trail;
  }

  /// Something that one plugin remembers from one of its turns to the next.
  public <T> T memory(Class<T> type, Supplier<T> first) {
    if (memories.isEmpty()) {
      memories = new HashMap<>();
    }
    return type.cast(memories.computeIfAbsent(type, _ -> first.get()));
  }

  /// Asks that all plugins look at the object once more, since it is not what they saw.
  public void askAgain() {
    again = true;
  }

  /// Whether the plugins look at the object for the second and last time.
  public boolean secondRound() {
    return secondRound;
  }

  /// Whether a second round is due, which begins with this.
  public boolean beginSecondRound() {
    boolean begins = again && !secondRound;
    secondRound |= begins;
    return begins;
  }
}
