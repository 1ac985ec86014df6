/// What the values of custom resources must satisfy.
@NullMarked
package k4j.apiserver.extension.validation;

import org.jspecify.annotations.NullMarked;
