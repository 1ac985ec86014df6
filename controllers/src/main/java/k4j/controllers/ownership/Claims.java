package k4j.controllers.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.Patch;

/// Carries claims out: what an owner controls afterwards.
public final class Claims {

  private Claims() {}

  /// Adopts and releases as the claims say, and returns what the owner then controls.
  public static <T extends ApiObject, O extends ApiObject> List<T> settle(
      Client client, Kind<O> ownerKind, O owner, Kind<T> kind, Ask<T> ask) {
    var owned = new ArrayList<T>();
    boolean confirmed = false;
    for (Claim<T> claim : Claim.decide(owner, ask.selector(), ask.filter(), ask.candidates())) {
      switch (claim) {
        case Claim.Keep<T>(T object) -> owned.add(object);
        case Claim.Adopt<T>(T object) -> {
          if (!confirmed) {
            confirmAlive(client, ownerKind, owner);
            confirmed = true;
          }
          patch(client, kind, object, adoption(owner, object, ask)).ifPresent(owned::add);
        }
        case Claim.Release<T>(T object) -> patch(client, kind, object, release(owner, object, ask));
      }
    }
    return owned;
  }

  /// What may be claimed, and by which selector.
  ///
  /// @param filter what else must hold for an object that the selector matches
  /// @param finalizers what is put on an object that is adopted, and taken from one that is
  ///   released
  public record Ask<T extends ApiObject>(
      LabelSelector selector,
      Predicate<? super T> filter,
      List<T> candidates,
      List<String> finalizers) {
    public Ask {
      candidates = List.copyOf(candidates);
      finalizers = List.copyOf(finalizers);
    }

    public Ask(LabelSelector selector, List<T> candidates) {
      this(selector, _ -> true, candidates, List.of());
    }

    public Ask(LabelSelector selector, List<T> candidates, List<String> finalizers) {
      this(selector, _ -> true, candidates, finalizers);
    }

    public Ask<T> onlyIf(Predicate<? super T> also) {
      return new Ask<>(selector, also, candidates, finalizers);
    }
  }

  /// The cache may be late: only the server knows that the owner is not being deleted.
  private static <O extends ApiObject> void confirmAlive(Client client, Kind<O> kind, O owner) {
    O fresh = client.near(kind, owner).get(owner.name());
    if (!fresh.uid().equals(owner.uid()) || fresh.isDeleting()) {
      throw StatusException.notFound(kind.resource(), owner.name());
    }
  }

  /// Empty where the object is gone or no longer the same.
  private static <T extends ApiObject> Optional<T> patch(
      Client client, Kind<T> kind, T object, JsonObject body) {
    try {
      return Optional.of(client.near(kind, object).patch(object.name(), Patch.strategic(body)));
    } catch (StatusException e) {
      if (e.isNotFound() || e.is("Invalid")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static JsonObject adoption(ApiObject owner, ApiObject object, Ask<?> ask) {
    return metadata(
        object, Owners.controllerReference(owner).json(), "finalizers", ask.finalizers());
  }

  private static JsonObject release(ApiObject owner, ApiObject object, Ask<?> ask) {
    JsonObject deletion =
        JsonObject.builder().put("$patch", "delete").put("uid", owner.uid()).build();
    return metadata(object, deletion, "$deleteFromPrimitiveList/finalizers", ask.finalizers());
  }

  /// The UID makes the patch fail where the object is no longer the one that was seen.
  private static JsonObject metadata(
      ApiObject object, Json reference, String list, List<String> finalizers) {
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", object.uid())
            .put("ownerReferences", JsonArray.of(reference))
            .build();
    return JsonObject.EMPTY.with(
        "metadata",
        finalizers.isEmpty() ? metadata : metadata.with(list, JsonArray.ofStrings(finalizers)));
  }
}
