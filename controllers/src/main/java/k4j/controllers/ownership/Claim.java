package k4j.controllers.ownership;

import java.util.List;
import java.util.function.Predicate;
import k4j.api.meta.ApiObject;
import k4j.api.selector.LabelSelector;
import org.jspecify.annotations.Nullable;

/// What an owner does with an object that it may control. (controller: PodControllerRefManager.)
public sealed interface Claim<T extends ApiObject> {

  T object();

  /// It is controlled, and stays so.
  record Keep<T extends ApiObject>(T object) implements Claim<T> {}

  /// Nobody controls it and the selector matches.
  record Adopt<T extends ApiObject>(T object) implements Claim<T> {}

  /// It is controlled, and the selector no longer matches.
  record Release<T extends ApiObject>(T object) implements Claim<T> {}

  /// The claims of an owner on the objects that it controls and those that nobody does.
  static <T extends ApiObject> List<Claim<T>> decide(
      ApiObject owner, LabelSelector selector, List<T> candidates) {
    return decide(owner, selector, _ -> true, candidates);
  }

  /// @param filter what else must hold for an object that the selector matches
  static <T extends ApiObject> List<Claim<T>> decide(
      ApiObject owner, LabelSelector selector, Predicate<? super T> filter, List<T> candidates) {
    return candidates.stream()
        .<Claim<T>>mapMulti((object, out) -> {
          boolean matches =
              selector.matches(object.json().object("metadata").object("labels"))
                  && filter.test(object);
          Claim<T> claim = decide(owner, matches, object);
          if (claim != null) {
            out.accept(claim);
          }
        })
        .toList();
  }

  private static <T extends ApiObject> @Nullable Claim<T> decide(
      ApiObject owner, boolean matches, T object) {
    String controller = Owners.controllerUid(object);
    if (controller.isEmpty()) {
      boolean free = matches && !owner.isDeleting() && !object.isDeleting();
      return free ? new Adopt<>(object) : null;
    }
    if (!controller.equals(owner.uid())) {
      return null;
    }
    if (matches) {
      return new Keep<>(object);
    }
    return owner.isDeleting() ? null : new Release<>(object);
  }
}
