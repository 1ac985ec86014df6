package k4j.api.cel.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.value.EvaluationException;

/// All functions that expressions can call, by name.
public final class FunctionTable {

  private final Map<String, Function> standard = new HashMap<>();
  private final Map<String, List<Overload>> overloads = new HashMap<>();

  /// A function of the language itself: it is declared there and looks at its arguments itself.
  public void standard(String name, Function function) {
    standard.put(name, function);
  }

  /// A function that has to be declared: `list<A>::indexOf(A) int`.
  public void add(String id, String signature, Function function) {
    Signature parsed = Signature.parse(signature);
    overloads
        .computeIfAbsent(parsed.name(), _ -> new ArrayList<>())
        .add(new Overload(id, parsed, function));
  }

  public Map<String, List<Overload>> declared() {
    return overloads;
  }

  public Collection<String> names() {
    var names = new ArrayList<>(standard.keySet());
    names.addAll(overloads.keySet());
    return names;
  }

  /// The function of that name, which chooses its form by what it is called with.
  public Function named(String name) {
    Function fallback = standard.getOrDefault(name, FunctionTable::none);
    List<Overload> forms = overloads.getOrDefault(name, List.of());
    if (forms.isEmpty()) {
      return fallback;
    }
    return arguments -> {
      for (Overload form : forms) {
        if (form.accepts(arguments)) {
          return form.function().call(arguments);
        }
      }
      return fallback.call(arguments);
    };
  }

  private static Object none(Object[] arguments) {
    throw EvaluationException.noSuchOverload();
  }
}
