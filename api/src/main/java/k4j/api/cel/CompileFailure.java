package k4j.api.cel;

/// Why an expression is none, in Kubernetes' words.
///
/// @param text as the API reports it: `compilation failed: ERROR: <input>:1:1: …`
public record CompileFailure(String text) implements Compilation {}
