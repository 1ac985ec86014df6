package k4j.apiserver.openapi.path;

import java.util.Comparator;
import java.util.List;

/// A path with its methods. Parameters are in the order of their names, and what the only operation
/// of a path takes counts as common to all.
///
/// @param parameters that all methods take
public record PathItem(String path, List<Parameter> parameters, List<Operation> operations) {

  private static final Comparator<Parameter> BY_NAME =
      Comparator.comparing(Parameter::name).thenComparing(Parameter::place);

  public PathItem {
    if (operations.size() == 1) {
      Operation only = operations.getFirst();
      parameters = CommonParameters.join(parameters, only.parameters());
      operations = List.of(only.with(List.of()));
    }
    parameters = sorted(parameters);
    operations = operations.stream().map(each -> each.with(sorted(each.parameters()))).toList();
  }

  private static List<Parameter> sorted(List<Parameter> parameters) {
    return parameters.stream().sorted(BY_NAME).toList();
  }
}
