/// Writing: create and update, with admission and validation.
@NullMarked
package k4j.apiserver.write;

import org.jspecify.annotations.NullMarked;
