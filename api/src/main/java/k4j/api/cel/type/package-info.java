/// Types of values in expressions, and how they follow from a schema.
@NullMarked
package k4j.api.cel.type;

import org.jspecify.annotations.NullMarked;
