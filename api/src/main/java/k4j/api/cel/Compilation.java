package k4j.api.cel;

/// What came of compiling an expression.
public sealed interface Compilation permits Program, CompileFailure {}
