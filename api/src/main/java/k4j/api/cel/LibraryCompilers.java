package k4j.api.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.List;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.function.Overload;
import k4j.api.cel.function.Signature;
import k4j.api.cel.library.KubernetesFunctions;

/// The library's compilers with all functions declared, made once; touching this class loads it.
final class LibraryCompilers {

  static final FunctionTable FUNCTIONS = KubernetesFunctions.table();
  static final FunctionTable MUTATION_FUNCTIONS = KubernetesFunctions.mutationTable();
  static final CelCompiler KUBERNETES = compiler(FUNCTIONS);
  static final CelCompiler MUTATION = compiler(MUTATION_FUNCTIONS);

  private LibraryCompilers() {}

  private static CelCompiler compiler(FunctionTable functions) {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(
            CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .enableOptionalSyntax(true)
                .build())
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addMacros(SortByMacro.MACRO)
        .addLibraries(CelExtensions.optional(1), CelExtensions.comprehensions())
        .addFunctionDeclarations(
            functions.declared().entrySet().stream()
                .map(entry -> declaration(entry.getKey(), entry.getValue()))
                .toList())
        .build();
  }

  private static CelFunctionDecl declaration(String name, List<Overload> overloads) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, overloads.stream().map(LibraryCompilers::declaration).toList());
  }

  private static CelOverloadDecl declaration(Overload overload) {
    Signature signature = overload.signature();
    List<CelType> parameters = signature.parameters().stream().map(LibraryCompilers::type).toList();
    CelType result = type(signature.result());
    return signature.member()
        ? CelOverloadDecl.newMemberOverload(overload.id(), result, parameters)
        : CelOverloadDecl.newGlobalOverload(overload.id(), result, parameters);
  }

  private static CelType type(Signature.TypeName type) {
    List<CelType> parameters = type.parameters().stream().map(LibraryCompilers::type).toList();
    return switch (type.name()) {
      case "list" -> ListType.create(parameters.getFirst());
      case "map" -> MapType.create(parameters.get(0), parameters.get(1));
      case "optional" -> OptionalType.create(parameters.getFirst());
      case "duration" -> SimpleType.DURATION;
      case "timestamp" -> SimpleType.TIMESTAMP;
      default -> type.isVariable() ? TypeParamType.create(type.name()) : named(type.name());
    };
  }

  /// A scalar, or a type that only functions can look into.
  static CelType named(String name) {
    return name.equals("dyn")
        ? SimpleType.DYN
        : SimpleType.findByName(name).orElseGet(() -> OpaqueType.create(name));
  }
}
