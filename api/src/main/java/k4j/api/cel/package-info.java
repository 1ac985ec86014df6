/// CEL as Kubernetes 1.36 has it: rules of custom resources, match conditions, admission policies.
///
/// `dev.cel` parses and type-checks; we evaluate, because Kubernetes counts what an expression
/// costs, compares sets and keyed lists in its own way, and because values then are views on the
/// tree. The library is loaded by the first expression that is compiled, never before.
///
/// ```java
/// CelSchema schema = CelSchema.ofResource(openApiV3Schema);      // or CelSchema.of(subSchema)
/// DeclType type = SchemaTypes.of(schema).orElseThrow().named("selfType");
/// CelEnvironment environment =
///     CelEnvironment.kubernetes()                                // keep it: it holds the compiler
///         .with("self", type)
///         .with("oldSelf", type)                                 // or OptionalOf(type)
///         .with("object", DeclTypes.DYN);                         // no schema: anything goes
///
/// switch (environment.compile("self.spec.replicas <= 10")) {
///   case CompileFailure(var text) -> report(text);               // "compilation failed: ERROR: …"
///   case Program program -> {
///     requireBool(program.resultType());                         // "bool"
///     long most = program.estimateCost().max();                  // see CelLimits
///     boolean transition = program.uses("oldSelf");
///     Object self = JsonValues.typed(tree, schema);              // JsonValues.of(tree) without
///     switch (program.evaluate(Activation.of(Map.of("self", self)), budget)) {
///       case Evaluation.Value(var value, var cost) -> …          // Boolean, String, CelList, …
///       case Evaluation.Failure(var message, var cost, var costExceeded) -> …
///     }
///   }
/// }
/// ```
///
/// `authorizer` is `AuthorizerFunctions.authorizer(access)` of the type
/// `AuthorizerFunctions.AUTHORIZER` (`new DeclType.Simple(name, 0, 1)`). `optionalOldSelf` takes
/// `OptionalValue.of(old)` or `NONE`. A result becomes a tree again by `ValueJson.of`. Names of
/// properties are escaped by `PropertyNames`.
@NullMarked
package k4j.api.cel;

import org.jspecify.annotations.NullMarked;
