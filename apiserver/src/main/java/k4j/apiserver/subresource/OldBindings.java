package k4j.apiserver.subresource;

import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;

/// The resource `bindings`: the old way to the subresource of pods; nothing stores it.
public final class OldBindings implements Endpoint {

  private static final ResourceName BINDINGS = new ResourceName("", "v1", "bindings");
  private static final ResourceName PODS = new ResourceName("", "v1", "pods");

  private final ResourceTable resources;
  private final BindingHandler binding;

  public OldBindings(ResourceTable resources, BindingHandler binding) {
    this.resources = resources;
    this.binding = binding;
  }

  @Override
  public Optional<Answer> answer(Call call) {
    if (!call.info().isResource() || !call.info().resourceName().equals(BINDINGS)) {
      return Optional.empty();
    }
    if (!call.info().verb().equals("create")) {
      throw StatusException.methodNotAllowed();
    }
    ServedResource pods = resources.find(PODS).orElseThrow(StatusException::noSuchPath);
    return Optional.of(binding.handle(call, pods));
  }
}
