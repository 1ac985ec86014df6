package k4j.apiserver.dispatch;

import k4j.api.meta.StatusException;
import k4j.apiserver.delete.CollectionDeleter;
import k4j.apiserver.delete.Deleter;
import k4j.apiserver.list.Lister;
import k4j.apiserver.patch.Patcher;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.watch.Watcher;
import k4j.apiserver.write.Creator;
import k4j.apiserver.write.Replacer;

/// The verbs that the API has for every resource, each with the class that knows it.
public record Verbs(
    Lister lister,
    Watcher watcher,
    Creator creator,
    Replacer replacer,
    Patcher patcher,
    Deleters deleters) {

  /// Both ways to delete.
  public record Deleters(Deleter one, CollectionDeleter collection) {}

  Answer handle(Call call, ServedResource served) {
    String verb = call.info().verb();
    if (!served.resource().verbs().contains(verb)) {
      throw StatusException.methodNotAllowed();
    }
    if (!served.resource().verbs().contains("get")) {
      throw StatusException.noSuchPath(); // a review, which nobody here answers and nothing stores
    }
    return switch (verb) {
      case "get" -> lister.get(call, served);
      case "list" -> lister.list(call, served);
      case "watch" -> watcher.watch(call, served);
      case "create" -> creator.create(call, served);
      case "update" -> replacer.replace(call, served);
      case "patch" -> patcher.patch(call, served);
      case "delete" -> deleters.one().delete(call, served);
      case "deletecollection" -> deleters.collection().delete(call, served);
      default -> throw StatusException.methodNotAllowed();
    };
  }

  /// What every subresource can do that shows the whole object, such as `status`.
  Answer handleWhole(Call call, ServedResource served) {
    return switch (call.info().verb()) {
      case "get" -> lister.get(call, served);
      case "update" -> replacer.replace(call, served);
      case "patch" -> patcher.patch(call, served);
      default -> throw StatusException.methodNotAllowed();
    };
  }
}
