/// CustomResourceDefinitions as objects: what they must satisfy, and what their status says.
@NullMarked
package k4j.apiserver.extension.definition;

import org.jspecify.annotations.NullMarked;
