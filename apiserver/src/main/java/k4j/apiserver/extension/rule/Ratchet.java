package k4j.apiserver.extension.rule;

import k4j.api.json.Json;
import k4j.apiserver.extension.validation.Before;
import org.jspecify.annotations.Nullable;

/// Whether a value, or what holds it, is what it was before an update: then a rule that it breaks
/// is forgiven (CRDValidationRatcheting). Pure.
///
/// @param parent of the nearest value that could be found in the old object
record Ratchet(@Nullable Pair current, @Nullable Pair parent) {

  static final Ratchet NONE = new Ratchet(null, null);

  /// A value and what it was.
  record Pair(Before before, Json now) {
    boolean same() {
      return before.value().equals(now);
    }
  }

  static Ratchet of(Before before, Json now) {
    return new Ratchet(new Pair(before, now), null);
  }

  boolean forgives() {
    return current != null ? current.same() : parent != null && parent.same();
  }

  Ratchet field(String name, Json value) {
    if (current == null) {
      return this;
    }
    if (parent == null && (name.equals("apiVersion") || name.equals("kind"))) {
      return NONE;
    }
    Before before = Before.field(current.before(), name);
    return new Ratchet(before == null ? null : new Pair(before, value), current);
  }

  Ratchet item(Json value) {
    if (current == null) {
      return this;
    }
    Before before = Before.item(current.before(), value);
    return new Ratchet(before == null ? null : new Pair(before, value), current);
  }

  /// For schemas beside the value's own.
  Ratchet beside() {
    return new Ratchet(null, parent);
  }
}
