/// Values of expressions: Java's own for scalars, views on the tree for objects and lists.
///
/// A value is a `Boolean`, `Long`, `Unsigned`, `Double`, `String`, `Bytes`, `Duration`, `Instant`,
/// `CelNull`, `CelList`, `CelMap`, `OptionalValue`, `TypeValue` or `OpaqueValue`.
@NullMarked
package k4j.api.cel.value;

import org.jspecify.annotations.NullMarked;
