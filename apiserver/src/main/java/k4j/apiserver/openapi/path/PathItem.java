package k4j.apiserver.openapi.path;

import java.util.List;

/// A path with its methods.
///
/// @param parameters that all methods take
public record PathItem(String path, List<Parameter> parameters, List<Operation> operations) {

  public PathItem {
    parameters = List.copyOf(parameters);
    operations = List.copyOf(operations);
  }
}
