package k4j.api.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelTypes;
import dev.cel.compiler.CelCompiler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.interpreter.Interpreter;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import org.jspecify.annotations.Nullable;

/// The language as Kubernetes 1.36 has it, with the variables that an expression may use.
///
/// The library behind it is loaded with the first expression that is compiled; to make an
/// environment loads nothing.
public final class CelEnvironment {

  private static final Pattern FIELD = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*:");

  /// One step of a JSON patch, as mutating policies write it.
  private static final DeclType PATCH =
      new DeclType.ObjectOf(
          "JSONPatch",
          Map.of(
              "op", DeclTypes.STRING,
              "path", DeclTypes.STRING,
              "from", DeclTypes.STRING,
              "value", DeclTypes.DYN),
          2);

  private static final CelEnvironment KUBERNETES = new CelEnvironment(Map.of(), Map.of(), false);
  private static final CelEnvironment MUTATION =
      new CelEnvironment(Map.of(), Map.of(PATCH.name(), PATCH), true);

  private final Map<String, DeclType> variables;
  private final Map<String, DeclType> constructed;
  private final boolean mutating;
  private volatile @Nullable CelCompiler compiler;

  private CelEnvironment(
      Map<String, DeclType> variables, Map<String, DeclType> constructed, boolean mutating) {
    this.variables = variables;
    this.constructed = constructed;
    this.mutating = mutating;
  }

  /// Without variables.
  public static CelEnvironment kubernetes() {
    return KUBERNETES;
  }

  /// For mutating policies: `Object{…}`, `JSONPatch{…}` and `jsonpatch.escapeKey` are there too.
  public static CelEnvironment mutation() {
    return MUTATION;
  }

  /// The same, with one variable more.
  public CelEnvironment with(String variable, DeclType type) {
    var more = new LinkedHashMap<>(variables);
    more.put(variable, type);
    return new CelEnvironment(more, constructed, mutating);
  }

  Map<String, DeclType> variables() {
    return variables;
  }

  /// Compiles and checks an expression.
  public Compilation compile(String expression) {
    CelCompiler library = compiler(expression);
    CelValidationResult parsed = library.parse(expression);
    if (parsed.hasError()) {
      return failure(parsed.getErrors(), parsed);
    }
    try {
      CelValidationResult checked = library.check(parsed.getAst());
      if (checked.hasError()) {
        return failure(checked.getErrors(), checked);
      }
      CelAbstractSyntaxTree tree = checked.getAst();
      LiteralChecks checks = LiteralChecks.of(tree);
      if (!checks.issues().isEmpty()) {
        return failure(checks.issues(), checked);
      }
      return checks.badPattern().isEmpty()
          ? new Program(
              expression,
              CelTypes.format(tree.getResultType()),
              this,
              tree,
              Interpreter.plan(tree, functions()))
          : new CompileFailure("program instantiation failed: " + checks.badPattern());
    } catch (CelValidationException failure) {
      return new CompileFailure("compilation failed: " + failure.getMessage());
    }
  }

  private FunctionTable functions() {
    return mutating ? LibraryCompilers.MUTATION_FUNCTIONS : LibraryCompilers.FUNCTIONS;
  }

  private static CompileFailure failure(List<CelIssue> issues, CelValidationResult result) {
    return new CompileFailure("compilation failed: " + Issues.text(issues, result.getSource()));
  }

  /// Making one takes a moment: it is made for the first expression. Two threads may both make it.
  /// Mutations need one for each, since it has to know which fields they mention.
  private CelCompiler compiler(String expression) {
    if (mutating) {
      var fields = new TreeSet<>(Set.of("metadata", "spec"));
      FIELD.matcher(expression).results().forEach(found -> fields.add(found.group(1)));
      return compiler(LibraryCompilers.MUTATION, fields);
    }
    CelCompiler known = compiler;
    if (known == null) {
      known = compiler(LibraryCompilers.KUBERNETES, Set.of());
      compiler = known;
    }
    return known;
  }

  private CelCompiler compiler(CelCompiler base, Set<String> objectFields) {
    var builder = base.toCompilerBuilder();
    builder.setTypeProvider(
        new LibraryTypes(variables.values(), constructed.values(), objectFields));
    variables.forEach((name, type) -> builder.addVar(name, LibraryTypes.of(type)));
    return builder.build();
  }
}
