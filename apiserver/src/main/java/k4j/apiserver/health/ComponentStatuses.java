package k4j.apiserver.health;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.enablement.Deprecations;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.request.Payload;

/// The resource `componentstatuses`: whether the parts of the control plane are well. Nothing
/// stores it.
public final class ComponentStatuses implements Endpoint {

  private static final ResourceName NAME = new ResourceName("", "v1", "componentstatuses");

  private final Catalog catalog;
  private final Map<String, BooleanSupplier> components;

  /// @param components whether each is well, by name
  public ComponentStatuses(Catalog catalog, Map<String, BooleanSupplier> components) {
    this.catalog = catalog;
    this.components = Map.copyOf(components);
  }

  @Override
  public Optional<Answer> answer(Call call) {
    if (!call.info().isResource() || !call.info().resourceName().equals(NAME)) {
      return Optional.empty();
    }
    Resource resource = catalog.resource(NAME);
    if (resource == null) {
      return Optional.empty();
    }
    call.warnings().addAll(Deprecations.warnings("v1", "ComponentStatus"));
    return Optional.of(
        switch (call.info().verb()) {
          case "list" -> list(resource);
          case "get" -> one(call.info().name(), resource);
          default -> throw StatusException.methodNotAllowed();
        });
  }

  private Answer list(Resource resource) {
    var items = new ArrayList<Payload>();
    new TreeMap<>(components)
        .forEach((name, well) -> items.add(Payload.of(object(name, well.getAsBoolean()))));
    return new Answer.Many(resource, JsonObject.EMPTY, items);
  }

  private Answer one(String name, Resource resource) {
    BooleanSupplier well = components.get(name);
    if (well == null) {
      throw StatusException.notFound(NAME, name);
    }
    return new Answer.One(200, Payload.of(object(name, well.getAsBoolean())), resource);
  }

  private static JsonObject object(String name, boolean well) {
    JsonObject condition =
        JsonObject.EMPTY.with("type", "Healthy").with("status", well ? "True" : "False");
    condition = condition.with(well ? "message" : "error", well ? "ok" : "not healthy");
    return JsonObject.EMPTY
        .with("kind", "ComponentStatus")
        .with("apiVersion", "v1")
        .with("metadata", JsonObject.EMPTY.with("name", name))
        .with("conditions", JsonArray.of(condition));
  }
}
