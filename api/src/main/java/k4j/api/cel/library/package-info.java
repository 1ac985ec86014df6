/// The functions that Kubernetes gives to expressions.
@NullMarked
package k4j.api.cel.library;

import org.jspecify.annotations.NullMarked;
