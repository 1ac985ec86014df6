/// The rules of the built-in kinds, a class for each family of API groups.
@NullMarked
package k4j.apiserver.strategy.kind;

import org.jspecify.annotations.NullMarked;
